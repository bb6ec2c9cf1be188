import { type House, longDate } from '../house.ts'

/** English as its newsrooms write it. */
export const english: House = {
  language: 'en',
  englishName: 'English',
  nativeName: 'English',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' and ' },
  number: { decimal: '.', group: ',' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'About {name}',
    sectors: 'Sectors',
    contact: 'Media contact',
    embargoedUntil: 'Embargoed until {time}',
    disclaimer:
      'The article is provided by a third-party content provider. {wire} ({url}) makes no warranties or representations in connection therewith.',
    boilerplate: '{wire} distributes press releases in real time to media outlets in many countries and languages. More at {url}',
    update: 'Update',
    correction: 'Correction',
    kill: 'Notice to disregard',
    replaces: 'This text replaces every earlier version of this release.',
    withdrawn: 'This release is withdrawn. Do not publish it, and take down what has been published.',
    test: 'TEST',
    testNotice: 'This is a test of the connection to {wire}. It is not news: do not publish it.',
    machineTranslated: 'Machine translation. The original text is authoritative.',
    deskNote: 'Note to editors',
    files: 'Attachments',
    unsubscribe: 'Unsubscribe',
    unsubscribed: '{wire} will send no more mail to this address.',
    whyReceived: 'You receive this because {wire} lists this address for press releases.',
  },
}
