import type { House } from '../house.ts'

/** French as its newsrooms write it. */
export const french: House = {
  language: 'fr',
  nativeName: 'Français',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, le {date} – ',
  sectors: 'Secteurs',
  contact: 'Contact presse',
  embargoedUntil: 'Sous embargo jusqu’au {time}',
  listComma: ', ',
  colon: '\u00a0: ',
  disclaimer:
    'Cet article est fourni par un fournisseur de contenu tiers. {wire} ({url}) ne donne aucune garantie et ne fait aucune déclaration à cet égard.',
  wireBoilerplate:
    '{wire} diffuse des communiqués de presse en temps réel auprès de médias de nombreux pays, en plusieurs langues. En savoir plus\u00a0: {url}',
  unsubscribe: 'Se désabonner',
  unsubscribed: '{wire} n’enverra plus d’e-mails à cette adresse.',
  whyReceived: 'Vous recevez ce message car cette adresse figure parmi les destinataires des communiqués de presse de {wire}.',
}
