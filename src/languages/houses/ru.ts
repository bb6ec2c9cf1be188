import { type House, longDate } from '../house.ts'

/** Russian as its newsrooms write it. */
export const russian: House = {
  language: 'ru',
  englishName: 'Russian',
  nativeName: 'Русский',
  script: 'Cyrl',
  direction: 'ltr',
  quotes: { outer: ['«', '»'], inner: ['„', '“'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' и ' },
  number: { decimal: ',', group: '\u00a0' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'О компании {name}',
    sectors: 'Рубрики',
    contact: 'Контакты для СМИ',
    embargoedUntil: 'Эмбарго до {time}',
    disclaimer:
      'Материал предоставлен сторонним поставщиком контента. {wire} ({url}) не даёт никаких гарантий и не делает никаких заявлений в отношении этого материала.',
    boilerplate:
      '{wire} в режиме реального времени распространяет пресс-релизы среди СМИ многих стран на разных языках. Подробнее: {url}',
    update: 'Обновление',
    correction: 'Исправление',
    kill: 'Сообщение аннулировано',
    replaces: 'Этот текст заменяет все предыдущие версии пресс-релиза.',
    withdrawn: 'Пресс-релиз отозван. Просим не публиковать его и удалить уже опубликованное.',
    test: 'ТЕСТ',
    testNotice: 'Это проверка связи с {wire}, а не новость. Просим не публиковать.',
    machineTranslated: 'Машинный перевод; официальным является текст оригинала.',
    deskNote: 'Примечание для редакций',
    files: 'Вложения',
    unsubscribe: 'Отписаться',
    unsubscribed: '{wire} больше не будет присылать письма на этот адрес.',
    whyReceived: 'Вы получили это письмо, потому что этот адрес включён в список рассылки пресс-релизов {wire}.',
  },
}
