import type { House } from '../house.ts'

/** Russian as its newsrooms write it. */
export const russian: House = {
  language: 'ru',
  nativeName: 'Русский',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Рубрики',
  contact: 'Контакты для СМИ',
  embargoedUntil: 'Эмбарго до {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Материал предоставлен сторонним поставщиком контента. {wire} ({url}) не даёт никаких гарантий и не делает никаких заявлений в отношении этого материала.',
  wireBoilerplate:
    '{wire} в режиме реального времени распространяет пресс-релизы среди СМИ многих стран на разных языках. Подробнее: {url}',
  unsubscribe: 'Отписаться',
  unsubscribed: '{wire} больше не будет присылать письма на этот адрес.',
  whyReceived: 'Вы получили это письмо, потому что этот адрес включён в список рассылки пресс-релизов {wire}.',
}
