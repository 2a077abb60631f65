package io.github.spo4j.examples.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown from a model as HTML that does nothing: HTML in it is shown as text, links go to the web or to mail only, nothing is
 * loaded, and its headings are no headings of ours.
 */
final class SafeMarkdown {

    /** Rendering takes a stack frame for each level. */
    private static final int DEEPEST = 50;

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto")))
            .softbreak("<br>\n")
            .attributeProviderFactory(context -> new Unfollowed())
            .nodeRendererFactory(PlainNodes::new)
            .build();

    private SafeMarkdown() {}

    /** The HTML; empty if the text is nested so deep that it means nothing. */
    static Optional<String> html(String text) {
        Node document = PARSER.parse(text);
        return isDeep(document) ? Optional.empty() : Optional.of(RENDERER.render(document));
    }

    private static boolean isDeep(Node document) {
        List<Node> level = List.of(document);
        for (int depth = 0; depth <= DEEPEST; depth++) {
            level = level.stream().flatMap(SafeMarkdown::children).toList();
            if (level.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static Stream<Node> children(Node node) {
        return node.getFirstChild() == null
                ? Stream.empty()
                : Stream.iterate(node.getFirstChild(), child -> child != null, Node::getNext);
    }

    private static final class Unfollowed implements AttributeProvider {

        @Override
        public void setAttributes(Node node, String tagName, Map<String, String> attributes) {
            if (node instanceof Link) {
                attributes.put("rel", "nofollow noopener noreferrer");
            }
        }
    }

    /** An image is its description, and a heading a strong line. */
    private static final class PlainNodes implements NodeRenderer {

        private final HtmlNodeRendererContext context;

        PlainNodes(HtmlNodeRendererContext context) {
            this.context = context;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Heading.class, Image.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof Image) {
                renderChildren(node);
                return;
            }
            context.getWriter().line();
            context.getWriter().tag("p");
            context.getWriter().tag("strong");
            renderChildren(node);
            context.getWriter().tag("/strong");
            context.getWriter().tag("/p");
            context.getWriter().line();
        }

        private void renderChildren(Node node) {
            children(node).forEach(context::render);
        }
    }
}
