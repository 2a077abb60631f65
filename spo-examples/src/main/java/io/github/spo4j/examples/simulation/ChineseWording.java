package io.github.spo4j.examples.simulation;

import java.util.List;

/** The simulation's texts in Chinese. */
final class ChineseWording {

    /** Words that link sentences. */
    static final List<String> LINKING_WORDS = List.of("因为", "所以", "因此", "由于", "但", "然而", "不过", "虽然", "然后", "最后");

    /** Words that make a statement stronger without adding content. */
    static final List<String> STRONG_WORDS = List.of("非常", "十分", "极其", "超级");

    /** Sentences that neither improve nor harm a prompt. */
    static final List<String> NEUTRAL = List.of("回答之前先读完整个问题。", "按问题本来的意思来理解。", "请回答所问的问题。");

    /** Sentences in which an answer takes up its question. */
    static final List<String> OPENINGS = List.of(
            "就“{question}”而言，事情是一环接着一环的。",
            "我的回答从“{question}”本身出发，不添别的东西。",
            "面对“{question}”，我会这样来写。",
            "把“{question}”的各个部分摆在一起，答案就清楚了。");

    private ChineseWording() {}

    static Wording of(Trait trait) {
        return switch (trait) {
            case HEADLINE ->
                Wording.of(
                        "标题",
                        List.of("标题", "格式", "输出形式"),
                        List.of("开头写一个点明主题的标题。", "输出格式：先写题目，后写正文。", "在回答上方放一个简短的标题。"),
                        List.of("**"),
                        List.of("**{question}**", "**关于：{question}**", "**回应：{question}**"));
            case NO_PADDING ->
                Wording.of(
                        "空话",
                        List.of("不要空话", "不写套话", "不说废话", "直奔主题"),
                        List.of("不要空话，每一句都要有用。", "不写套话和开场白。", "直奔主题，省去寒暄。"),
                        List.of("这真是一个好问题", "在正式开始之前", "谢谢你提出"),
                        List.of("这真是一个好问题，难得有人会这样问！", "在正式开始之前，请允许我先说几句。", "谢谢你提出这样有意思的问题。"));
            case TONE ->
                Wording.of(
                        "亲切的语气",
                        List.of("语气", "口吻"),
                        List.of("语气要亲切平和。", "用朋友交谈的口吻来写。", "语气保持温和，不要生硬。"),
                        List.of("很高兴", "这个题目我很喜欢", "能聊聊这个"),
                        List.of("很高兴和你一起看这个题目。", "这个题目我很喜欢，我们一起来看。", "能聊聊这个，真好。"));
            case AUDIENCE ->
                Wording.of(
                        "对读者的照顾",
                        List.of("读者", "受众", "初学者", "外行"),
                        List.of("面向第一次接触这个话题的读者。", "受众好奇，但没有受过训练。", "写得让初学者也能跟上。"),
                        List.of("如果你是第一次接触", "不需要任何基础", "对初学者来说"),
                        List.of("如果你是第一次接触，看这里写的就够了。", "不需要任何基础也能读懂下面的内容。", "对初学者来说，先看清起点就好。"));
            case STEPS ->
                Wording.of(
                        "编号的步骤",
                        List.of("逐步", "一步一步", "分步", "步骤"),
                        List.of("请逐步推进，并依次编号。", "分步写出得到答案的过程。", "把过程拆成编号的步骤。"),
                        List.of("1. "),
                        List.of(
                                "1. 先看清题目给了什么。\n2. 再按顺序处理每一部分。\n3. 最后写出得到的结果。",
                                "1. 从已知的出发。\n2. 一样一样地加上去。\n3. 全部用完就停下。",
                                "1. 说出有哪些部分。\n2. 看它们怎样相连。\n3. 合成一个整体。"));
            case EXAMPLE ->
                Wording.of(
                        "例子",
                        List.of("例子", "举例", "示例", "例如"),
                        List.of("给出一个简短的例子。", "请举例说明要点。", "配上一个生活中的示例。"),
                        List.of("例如，", "比如，", "打个比方，"),
                        List.of("例如，去一趟集市再回来，终点就是出发的那扇门。", "比如，一首歌听到第一小节就能认出来。", "打个比方，信总是按写的顺序来读的。"));
            case REASONS ->
                Wording.of(
                        "理由",
                        List.of("理由", "原因", "为什么", "依据"),
                        List.of("说明为什么这样回答。", "给出得出结论的理由。", "讲清楚每个判断的依据。"),
                        List.of("理由是", "之所以这样说", "原因很简单"),
                        List.of("理由是：每一部分都以前一部分为根基。", "之所以这样说，是因为题目里没有与它相反的话。", "原因很简单：换一种写法就会漏掉题目的一部分。"));
            case VAGUENESS ->
                Wording.of(
                        "含糊的话",
                        List.of("随便", "大概", "差不多", "看着办"),
                        List.of("随便写写，合适就行。", "大概说说就可以。", "差不多就好，你看着办。"),
                        List.of("这要看从哪个角度", "也许是，", "说法有很多"),
                        List.of("这要看从哪个角度来说。", "也许是，也许不是，很难讲。", "说法有很多，各有各的道理。"));
            case RAMBLING ->
                Wording.of(
                        "重复的话",
                        List.of("众所周知", "既要很长又要很短", "前面说过"),
                        List.of("众所周知，回答就是要好好回答。", "既要很长又要很短，但也不要太短。", "前面说过的话，这里再说一遍，问题就是问题。"),
                        List.of("如前所述，", "话说回来，", "再说一遍，"),
                        List.of("如前所述，前面说的仍然成立。", "话说回来，还是回到开头那句话。", "再说一遍，也只是为了再说一遍。"));
            case ASSUMPTIONS ->
                Wording.of(
                        "写明的假设",
                        List.of("假设", "不确定", "没有把握"),
                        List.of("写明你用到的假设。", "不确定的地方要直接指出。", "没有把握时请如实说出来。"),
                        List.of("这里假设", "题目没有说的", "有一点还不能肯定"),
                        List.of("这里假设词语用的是通常的意思。", "题目没有说的，按常理处理。", "有一点还不能肯定：题目是否另有所指。"));
            case LENGTH ->
                Wording.of(
                        "简短的小结",
                        List.of("字以内", "句以内", "不超过", "篇幅"),
                        List.of("全文控制在两百字以内。", "回答不超过十句话。", "篇幅以十行为宜。"),
                        List.of("简而言之，", "一句话概括：", "总的来说，"),
                        List.of("简而言之，各部分相合，答案由此而来。", "一句话概括：结果正如题目让人期待的那样。", "总的来说，开头和结尾彼此呼应。"));
            case CHECK ->
                Wording.of(
                        "最后的检查",
                        List.of("检查", "核对", "验证", "复核"),
                        List.of("最后对照题目检查一遍结果。", "写完之前核对每一个说法。", "结束时再复核一次。"),
                        List.of("检查：", "回头核对一遍，", "复核结果："),
                        List.of("检查：题目的每个部分都有了回答。", "回头核对一遍，没有遗漏，也没有矛盾。", "复核结果：前后一致。"));
        };
    }
}
