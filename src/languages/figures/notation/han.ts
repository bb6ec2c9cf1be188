/** Numbers in Chinese characters, as Chinese and Japanese share them. */
export const hanWords: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** Dates in Chinese characters and in digits between them, as all of Chinese and Japanese write them. */
export const hanDates: readonly string[] = ['<y>_年_<m>_<h>[日号號]', '<y>_年_<m>', '<m>_<h>[日号號]']

/** Months in Chinese characters: 十二月. */
export const hanMonths: Readonly<Record<string, number>> = {
  ...{ 一月: 1, 二月: 2, 三月: 3, 四月: 4, 五月: 5, 六月: 6, 七月: 7, 八月: 8, 九月: 9, 十月: 10, 十一月: 11, 十二月: 12 },
}
