import { type House, longDate } from '../house.ts'

/** French as its newsrooms write it. */
export const french: House = {
  language: 'fr',
  englishName: 'French',
  nativeName: 'Français',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['«\u00a0', '\u00a0»'], inner: ['“', '”'] },
  dateline: '{place}, le {date} – ',
  date: longDate,
  firstDay: '1er',
  list: { comma: ', ', last: ' et ' },
  number: { decimal: ',', group: '\u202f' },
  colon: '\u00a0: ',
  phrases: {
    lead: '({wire}) – ',
    about: 'À propos de {name}',
    sectors: 'Secteurs',
    contact: 'Contact presse',
    embargoedUntil: 'Sous embargo jusqu’au {time}',
    disclaimer:
      'Cet article est fourni par un fournisseur de contenu tiers. {wire} ({url}) ne donne aucune garantie et ne fait aucune déclaration à cet égard.',
    boilerplate:
      '{wire} diffuse des communiqués de presse en temps réel auprès de médias de nombreux pays, en plusieurs langues. En savoir plus\u00a0: {url}',
    update: 'Mise à jour',
    correction: 'Rectificatif',
    kill: 'Annulation',
    replaces: 'Ce texte remplace toutes les versions précédentes de ce communiqué.',
    withdrawn: 'Ce communiqué est annulé. Merci de ne pas le publier et de retirer ce qui l’a déjà été.',
    test: 'TEST',
    testNotice: 'Ceci est un test de la connexion avec {wire}, et non une information. Merci de ne pas le publier.',
    machineTranslated: 'Traduction automatique\u00a0; seul l’original fait foi.',
    deskNote: 'Note aux rédactions',
    files: 'Pièces jointes',
    unsubscribe: 'Se désabonner',
    unsubscribed: '{wire} n’enverra plus d’e-mails à cette adresse.',
    whyReceived:
      'Vous recevez ce message car cette adresse figure parmi les destinataires des communiqués de presse diffusés par {wire}.',
  },
}
