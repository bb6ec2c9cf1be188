import type { House } from '../house.ts'

/** Spanish as its newsrooms write it. */
export const spanish: House = {
  language: 'es',
  nativeName: 'Español',
  direction: 'ltr',
  lead: '({wire}) – ',
  dateline: '{place}, {date} – ',
  sectors: 'Sectores',
  contact: 'Contacto de prensa',
  embargoedUntil: 'Embargado hasta el {time}',
  listComma: ', ',
  colon: ': ',
  disclaimer:
    'Este artículo ha sido facilitado por un proveedor de contenidos externo. {wire} ({url}) no ofrece garantías ni hace declaraciones al respecto.',
  wireBoilerplate:
    '{wire} distribuye comunicados de prensa en tiempo real a medios de numerosos países y en varios idiomas. Más información en {url}',
  unsubscribe: 'Darse de baja',
  unsubscribed: '{wire} no enviará más correos a esta dirección.',
  whyReceived: 'Recibe este mensaje porque esta dirección figura entre los destinatarios de comunicados de prensa de {wire}.',
}
