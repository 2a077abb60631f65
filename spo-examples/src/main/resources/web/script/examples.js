/** Example templates in the page's languages. */
export const EXAMPLES = {
  en: `prompt: |
  Explain to a newcomer how something works.

requirements: |
  The explanation is correct and short, uses plain words and one picture from daily life,
  and says what to look at next.

count: None

qa:
  - question: |
      How does a lock on a canal lift a boat?
    answer: |
      Gates on both sides, water let in from above, no pump needed.

  - question: |
      Why does bread rise?
    answer: |
      Yeast eats sugar and gives off gas, which the dough holds.

  - question: |
      What does a judge in a figure skating contest look at?
    answer: ""
`,
  zh: `prompt: |
  向初学者解释一件事是怎么回事。

requirements: |
  解释要正确、简短，用平实的话和一个生活里的比方，
  最后说明接下来可以看什么。

count: None

qa:
  - question: |
      运河上的船闸怎样把船抬高？
    answer: |
      两边有闸门，水从上游放进来，不需要水泵。

  - question: |
      面包为什么会发起来？
    answer: |
      酵母吃糖放出气体，面团把气体留住。

  - question: |
      花样滑冰的裁判看什么？
    answer: ""
`,
};
