import { type House, longDate } from '../house.ts'

/** Portuguese as its newsrooms write it. */
export const portuguese: House = {
  language: 'pt',
  englishName: 'Portuguese',
  nativeName: 'Português',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['“', '”'], inner: ['‘', '’'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  firstDay: '1º',
  list: { comma: ', ', last: ' e ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Sobre {name}',
    sectors: 'Setores',
    contact: 'Contato para a imprensa',
    embargoedUntil: 'Embargado até {time}',
    disclaimer:
      'Este artigo foi fornecido por um provedor de conteúdo externo. A {wire} ({url}) não oferece garantias nem faz declarações a esse respeito.',
    boilerplate:
      'A {wire} distribui comunicados de imprensa em tempo real a veículos de comunicação de muitos países, em vários idiomas. Saiba mais em {url}',
    update: 'Atualização',
    correction: 'Correção',
    kill: 'Aviso de cancelamento',
    replaces: 'Este texto substitui todas as versões anteriores deste comunicado.',
    withdrawn: 'Este comunicado foi cancelado. Pedimos que não o publiquem e que retirem o que já tiver sido publicado.',
    test: 'TESTE',
    testNotice: 'Isto é um teste da conexão com {wire}, não uma notícia. Pedimos que não o publiquem.',
    machineTranslated: 'Tradução automática; prevalece o texto original.',
    deskNote: 'Nota aos editores',
    files: 'Anexos',
    unsubscribe: 'Cancelar inscrição',
    unsubscribed: 'A {wire} não enviará mais e-mails para este endereço.',
    whyReceived:
      'Você recebe esta mensagem porque este endereço consta entre os destinatários de comunicados de imprensa da {wire}.',
  },
}
