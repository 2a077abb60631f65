package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private final Connections connections = new Connections();

    @Test
    void addresses_of_one_kind_share_a_pool() {
        HttpClient plain = connections.pool(URI.create("http://localhost:11434/v1"), null);
        HttpClient secured = connections.pool(URI.create("https://api.openai.com/v1"), null);

        assertThat(connections.pool(URI.create("HTTP://127.0.0.1/v1"), null)).isSameAs(plain);
        assertThat(connections.pool(URI.create("HTTPS://api.anthropic.com/v1"), null))
                .isSameAs(secured);
        assertThat(plain).isNotSameAs(secured);
    }

    @Test
    void tls_trusts_what_the_machine_trusts() throws NoSuchAlgorithmException {
        assertThat(connections
                        .pool(URI.create("https://api.openai.com/v1"), null)
                        .sslContext())
                .isSameAs(SSLContext.getDefault());
    }

    @Test
    void a_plain_address_gets_no_tls() {
        SSLContext none =
                connections.pool(URI.create("http://localhost/v1"), null).sslContext();

        assertThatThrownBy(none::createSSLEngine).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> none.createSSLEngine("localhost", 443))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(none::getSocketFactory).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(none::getServerSocketFactory).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(none::getClientSessionContext).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(none::getServerSessionContext).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> none.init(null, null, null)).isInstanceOf(UnsupportedOperationException.class);
    }
}
