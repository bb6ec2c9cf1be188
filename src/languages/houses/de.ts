import type { House } from '../house.ts'

/** German as its newsrooms write it. */
export const german: House = {
  language: 'de',
  nativeName: 'Deutsch',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Themen',
  contact: 'Pressekontakt',
  embargoedUntil: 'Sperrfrist bis {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Dieser Artikel stammt von einem externen Anbieter von Inhalten. {wire} ({url}) übernimmt dafür keine Gewähr und gibt dazu keine Zusicherungen ab.',
  wireBoilerplate: '{wire} verbreitet Pressemitteilungen in Echtzeit an Medien in vielen Ländern und Sprachen. Mehr unter {url}',
  unsubscribe: 'Abmelden',
  unsubscribed: 'An diese Adresse schickt {wire} keine E-Mails mehr.',
  whyReceived: 'Sie erhalten diese E-Mail, weil diese Adresse im Presseverteiler von {wire} steht.',
}
