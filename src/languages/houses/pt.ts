import type { House } from '../house.ts'

/** Portuguese as its newsrooms write it. */
export const portuguese: House = {
  language: 'pt',
  nativeName: 'Português',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Setores',
  contact: 'Contato para a imprensa',
  embargoedUntil: 'Embargado até {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Este artigo foi fornecido por um provedor de conteúdo externo. A {wire} ({url}) não oferece garantias nem faz declarações a esse respeito.',
  wireBoilerplate:
    'A {wire} distribui comunicados de imprensa em tempo real a veículos de comunicação de muitos países, em vários idiomas. Saiba mais em {url}',
  unsubscribe: 'Cancelar inscrição',
  unsubscribed: 'A {wire} não enviará mais e-mails para este endereço.',
  whyReceived:
    'Você recebe esta mensagem porque este endereço consta entre os destinatários de comunicados de imprensa da {wire}.',
}
