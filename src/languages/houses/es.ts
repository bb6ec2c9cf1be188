import { type House, longDate } from '../house.ts'

/** Spanish as its newsrooms write it. */
export const spanish: House = {
  language: 'es',
  englishName: 'Spanish',
  nativeName: 'Español',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['«', '»'], inner: ['“', '”'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' y ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases: {
    lead: '({wire}) – ',
    about: 'Acerca de {name}',
    sectors: 'Sectores',
    contact: 'Contacto de prensa',
    embargoedUntil: 'Embargado hasta el {time}',
    disclaimer:
      'Este artículo ha sido facilitado por un proveedor de contenidos externo. {wire} ({url}) no ofrece garantías ni hace declaraciones al respecto.',
    boilerplate:
      '{wire} distribuye comunicados de prensa en tiempo real a medios de numerosos países y en varios idiomas. Más información en {url}',
    update: 'Actualización',
    correction: 'Corrección',
    kill: 'Aviso de anulación',
    replaces: 'Este texto sustituye a todas las versiones anteriores de este comunicado.',
    withdrawn: 'Este comunicado queda anulado. Rogamos que no lo publiquen y que retiren lo ya publicado.',
    test: 'PRUEBA',
    testNotice: 'Esto es una prueba de la conexión con {wire}, no una noticia. Rogamos que no la publiquen.',
    machineTranslated: 'Traducción automática; el texto válido es el original.',
    deskNote: 'Nota para los editores',
    files: 'Archivos adjuntos',
    unsubscribe: 'Darse de baja',
    unsubscribed: '{wire} no enviará más correos a esta dirección.',
    whyReceived: 'Recibe este mensaje porque esta dirección figura entre los destinatarios de comunicados de prensa de {wire}.',
  },
}
