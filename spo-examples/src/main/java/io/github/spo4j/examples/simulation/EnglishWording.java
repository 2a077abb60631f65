package io.github.spo4j.examples.simulation;

import java.util.List;

/** The simulation's texts in English. */
final class EnglishWording {

    /** Words that link sentences. */
    static final List<String> LINKING_WORDS =
            List.of("because", "so", "therefore", "since", "but", "however", "yet", "although", "then", "finally");

    /** Words that make a statement stronger without adding content. */
    static final List<String> STRONG_WORDS = List.of("very", "really", "extremely", "amazing");

    /** Sentences that neither improve nor harm a prompt. */
    static final List<String> NEUTRAL = List.of(
            "Read the whole question before you answer.",
            "Take the question as it stands.",
            "Answer the question that was asked.");

    /** Sentences in which an answer takes up its question. */
    static final List<String> OPENINGS = List.of(
            "Taking “{question}” as it stands, one thing leads to the next.",
            "My answer to “{question}” is built from what it says and nothing else.",
            "With “{question}” in front of me, I would put it like this.",
            "What “{question}” comes down to is plain once its parts are laid side by side.");

    private EnglishWording() {}

    static Wording of(Trait trait) {
        return switch (trait) {
            case HEADLINE ->
                Wording.of(
                        "a headline",
                        List.of("headline", "heading", "output form", "output format", "answer format"),
                        List.of(
                                "Begin with a headline that names the matter.",
                                "Output form: a title line, then the text.",
                                "Put a short heading above the answer."),
                        List.of("**"),
                        List.of("**{question}**", "**On this: {question}**", "**An answer to: {question}**"));
            case NO_PADDING ->
                Wording.of(
                        "padding",
                        List.of("no padding", "without padding", "no filler", "no preamble"),
                        List.of(
                                "No padding: every sentence has to earn its place.",
                                "Leave out greetings, with no preamble and no filler.",
                                "Come to the point without padding."),
                        List.of("What a wonderful question", "Thank you so much", "Before I begin,"),
                        List.of(
                                "What a wonderful question this is, and how good that somebody asks it!",
                                "Thank you so much for bringing this up with me today.",
                                "Before I begin, let me say a few words about questions in general."));
            case TONE ->
                Wording.of(
                        "a warm tone",
                        List.of("tone", "friendly", "warmly"),
                        List.of(
                                "Keep a warm and calm tone.",
                                "Write in a friendly way, as to a good colleague.",
                                "Let the tone be light and never stiff."),
                        List.of("It is a pleasure", "I like this one", "Good to be asked"),
                        List.of(
                                "It is a pleasure to take this up with you.",
                                "I like this one; let us look at it together.",
                                "Good to be asked this; here is what I see."));
            case AUDIENCE ->
                Wording.of(
                        "care for the reader",
                        List.of("audience", "reader", "readers", "beginner", "beginners", "newcomer", "newcomers"),
                        List.of(
                                "Write for readers who meet the subject for the first time.",
                                "Your audience is curious but has no training in the matter.",
                                "Put it so that a newcomer can follow."),
                        List.of("If this is new to you,", "For a newcomer,", "No training is needed"),
                        List.of(
                                "If this is new to you, what stands here is all you need.",
                                "For a newcomer, the first thing to look at is where it all starts.",
                                "No training is needed to follow what comes next."));
            case STEPS ->
                Wording.of(
                        "numbered steps",
                        List.of("step by step", "step-by-step", "numbered steps", "in steps", "one step at a time"),
                        List.of(
                                "Work step by step and number what you do.",
                                "Show the way to the answer in numbered steps.",
                                "Go one step at a time and leave none out."),
                        List.of("1. "),
                        List.of(
                                "1. Read what is given.\n2. Work through it in order.\n3. State what follows.",
                                "1. Start from what is known.\n2. Add one piece after the other.\n3. Stop when all is used.",
                                "1. Name the parts.\n2. See how they hang together.\n3. Put them into one whole."));
            case EXAMPLE ->
                Wording.of(
                        "an example",
                        List.of("example", "examples", "for instance", "illustrate"),
                        List.of(
                                "Give one short example.",
                                "Add an example that makes the point visible.",
                                "Illustrate the main point with something from everyday life."),
                        List.of("For example,", "For instance,", "Think of "),
                        List.of(
                                "For example, a walk to the market and back ends at the door where it began.",
                                "For instance, a song is known by its first bar already.",
                                "Think of a letter: it is read in the order in which it was written."));
            case REASONS ->
                Wording.of(
                        "a reason",
                        List.of("reason", "reasons", "explain why", "say why", "justify"),
                        List.of(
                                "Explain why the answer is right.",
                                "Give the reason for what you claim.",
                                "Say why you chose this way and no other."),
                        List.of("The reason is", "This is so because", "Why this way?"),
                        List.of(
                                "The reason is that each part rests on the one before it.",
                                "This is so because nothing in the question speaks against it.",
                                "Why this way? Every other one leaves a part of the question aside."));
            case VAGUENESS ->
                Wording.of(
                        "vague words",
                        List.of(
                                "somehow",
                                "more or less",
                                "something like that",
                                "maybe",
                                "whatever you like",
                                "and so on"),
                        List.of(
                                "Answer somehow in a suitable way.",
                                "Do more or less what seems fitting.",
                                "Maybe say a little about it, or something like that."),
                        List.of("It all depends", "Perhaps so,", "There are many ways"),
                        List.of(
                                "It all depends on how one looks at it.",
                                "Perhaps so, perhaps not; it is hard to tell.",
                                "There are many ways to see this, and each has something to it."));
            case RAMBLING ->
                Wording.of(
                        "repetition",
                        List.of(
                                "needless to say",
                                "as already mentioned",
                                "brief but in great detail",
                                "long and short"),
                        List.of(
                                "Needless to say, the answer is what matters, since answers matter.",
                                "Be brief but in great detail, and then again not too brief.",
                                "As already mentioned, and to mention it again, the question is the question."),
                        List.of("As was said above,", "To come back to where we began,", "Once more,"),
                        List.of(
                                "As was said above, what was said above still holds.",
                                "To come back to where we began, we come back to it here.",
                                "Once more, for the sake of saying it once more, that is how it is."));
            case ASSUMPTIONS ->
                Wording.of(
                        "open assumptions",
                        List.of("assumption", "assumptions", "not sure", "uncertain", "unsure"),
                        List.of(
                                "Name every assumption you make.",
                                "If you are not sure of something, admit it.",
                                "Point out what is uncertain."),
                        List.of("I assume that", "Not stated, so", "One thing stays open:"),
                        List.of(
                                "I assume that the words mean what they usually mean.",
                                "Not stated, so taken as usual: nothing else happens in between.",
                                "One thing stays open: whether more was meant than was said."));
            case LENGTH ->
                Wording.of(
                        "a short summing-up",
                        List.of("at most", "no more than", "words or fewer", "sentences or fewer"),
                        List.of(
                                "Use no more than ten sentences.",
                                "Keep the answer to at most ten lines.",
                                "Two hundred words or fewer are enough."),
                        List.of("In short:", "In one sentence:", "Briefly put,"),
                        List.of(
                                "In short: the parts fit, and the answer follows from them.",
                                "In one sentence: it is as the question lets us expect.",
                                "Briefly put, the beginning and the end belong together."));
            case CHECK ->
                Wording.of(
                        "a final check",
                        List.of("check", "double-check", "verify", "proofread"),
                        List.of(
                                "At the end, check the result against the question.",
                                "Verify each claim before you finish.",
                                "Proofread the result once before you hand it over."),
                        List.of("Check:", "Looking back over it,", "Read once more from the end:"),
                        List.of(
                                "Check: every part of the question has its answer.",
                                "Looking back over it, nothing is left out and nothing is there twice.",
                                "Read once more from the end: it still holds."));
        };
    }
}
