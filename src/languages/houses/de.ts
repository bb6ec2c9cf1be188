import { type House, longDate } from '../house.ts'

/** German as its newsrooms write it. */
export const german: House = {
  language: 'de',
  englishName: 'German',
  nativeName: 'Deutsch',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['„', '“'], inner: ['‚', '‘'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' und ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Über {name}',
    sectors: 'Themen',
    contact: 'Pressekontakt',
    embargoedUntil: 'Sperrfrist bis {time}',
    disclaimer:
      'Dieser Artikel stammt von einem externen Anbieter von Inhalten. {wire} ({url}) übernimmt dafür keine Gewähr und gibt dazu keine Zusicherungen ab.',
    boilerplate: '{wire} verbreitet Pressemitteilungen in Echtzeit an Medien in vielen Ländern und Sprachen. Mehr unter {url}',
    update: 'Aktualisierung',
    correction: 'Korrektur',
    kill: 'Meldung zurückgezogen',
    replaces: 'Dieser Text ersetzt alle früheren Fassungen dieser Mitteilung.',
    withdrawn: 'Diese Mitteilung ist zurückgezogen. Bitte nicht veröffentlichen und bereits Veröffentlichtes entfernen.',
    test: 'TEST',
    testNotice: 'Dies ist ein Test der Verbindung mit {wire} und keine Nachricht. Bitte nicht veröffentlichen.',
    machineTranslated: 'Maschinelle Übersetzung; maßgeblich ist das Original.',
    deskNote: 'Hinweis für die Redaktion',
    files: 'Anhänge',
    unsubscribe: 'Abmelden',
    unsubscribed: 'An diese Adresse schickt {wire} keine E-Mails mehr.',
    whyReceived: 'Sie erhalten diese E-Mail, weil diese Adresse im Presseverteiler von {wire} steht.',
  },
}
