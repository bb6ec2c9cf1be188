import type { House } from '../house.ts'

/** English as its newsrooms write it. */
export const english: House = {
  language: 'en',
  nativeName: 'English',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Sectors',
  contact: 'Media contact',
  embargoedUntil: 'Embargoed until {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'The article is provided by a third-party content provider. {wire} ({url}) makes no warranties or representations in connection therewith.',
  wireBoilerplate:
    '{wire} distributes press releases in real time to media outlets in many countries and languages. More at {url}',
  unsubscribe: 'Unsubscribe',
  unsubscribed: '{wire} will send no more mail to this address.',
  whyReceived: 'You receive this because {wire} lists this address for press releases.',
}
