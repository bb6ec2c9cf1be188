import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longDate } from '../../src/languages/house.ts'
import { english } from '../../src/languages/houses/en.ts'
import { type Draft, findGaps } from './house-gaps.ts'

const phrases = {
  lead: '({wire}) – ',
  about: 'Over {name}',
  sectors: 'Rubrieken',
  contact: 'Perscontact',
  embargoedUntil: 'Embargo tot {time}',
  disclaimer: 'Dit artikel komt van een externe aanbieder; {wire} ({url}) staat er niet voor in.',
  boilerplate: '{wire} verspreidt persberichten in vele landen en talen. Meer op {url}',
  update: 'Aanvulling',
  correction: 'Correctie',
  kill: 'Bericht ingetrokken',
  replaces: 'Deze tekst vervangt alle eerdere versies van dit bericht.',
  withdrawn: 'Dit bericht is ingetrokken. Publiceer het niet en verwijder wat al gepubliceerd is.',
  test: 'TEST',
  testNotice: 'Dit is een test van de verbinding met {wire} en geen nieuws. Publiceer het niet.',
  machineTranslated: 'Machinevertaling; de oorspronkelijke tekst geldt.',
  deskNote: 'Noot voor de redactie',
  files: 'Bijlagen',
  unsubscribe: 'Afmelden',
  unsubscribed: '{wire} stuurt geen post meer naar dit adres.',
  whyReceived: 'U ontvangt dit omdat dit adres bij {wire} voor persberichten staat.',
}

/** A sixteenth language as somebody would add it, complete. */
const dutch: Draft & { phrases: typeof phrases } = {
  language: 'nl',
  englishName: 'Dutch',
  nativeName: 'Nederlands',
  script: 'Latn',
  direction: 'ltr',
  quotes: { outer: ['‘', '’'], inner: ['“', '”'] },
  dateline: '{place}, {date} – ',
  date: longDate,
  list: { comma: ', ', last: ' en ' },
  number: { decimal: ',', group: '.' },
  colon: ': ',
  phrases,
}

function without<Part extends object>(whole: Part, name: string): Partial<Part> {
  const rest = { ...whole }
  Reflect.deleteProperty(rest, name)
  return rest
}

test('a sixteenth language that is complete lacks nothing', () => {
  assert.deepEqual(findGaps(dutch), [])
})

test('each phrase that it lacks is named, whether it is missing, blank, or without its placeholders', () => {
  for (const [name, phrase] of Object.entries(phrases)) {
    assert.deepEqual(findGaps({ ...dutch, phrases: without(phrases, name) }), [`nl: phrase ${name} is missing`])
    assert.deepEqual(findGaps({ ...dutch, phrases: { ...phrases, [name]: ' ' } }), [`nl: phrase ${name} is blank`])
    for (const placeholder of phrase.match(/\{\w+\}/g) ?? [])
      assert.deepEqual(findGaps({ ...dutch, phrases: { ...phrases, [name]: phrase.replace(placeholder, 'x') } }), [
        `nl: phrase ${name} lacks ${placeholder}`,
      ])
  }
  assert.deepEqual(findGaps({ ...dutch, phrases: { ...phrases, contact: 'Pers van {name}' } }), [
    'nl: phrase contact has {name}, which nobody fills in',
  ])
  const copied = english.phrases.withdrawn
  assert.deepEqual(findGaps({ ...dutch, phrases: { ...phrases, withdrawn: copied } }), [
    'nl: phrase withdrawn is still in English',
  ])
})

test('each form that it lacks is named', () => {
  for (const field of Object.keys(dutch).filter((name) => name !== 'language'))
    assert.deepEqual(findGaps({ language: 'nl', ...without(dutch, field) }), [`nl: ${field} is missing`])
})

test('a form that is wrong is named, with what is wrong of it', () => {
  const cases: [Partial<Draft>, string][] = [
    [{ direction: 'rtl' }, 'nl: direction is rtl, and CLDR says ltr'],
    [{ script: 'Cyrl' }, 'nl: script is Cyrl, and CLDR says Latn'],
    [{ englishName: 'Holland' }, 'nl: englishName is Holland, and CLDR says Dutch'],
    [{ dateline: '{place} – ' }, 'nl: dateline lacks {date}'],
    [{ dateline: '{place}, {date}' }, 'nl: dateline does not end in a space'],
    [{ date: { day: 'numeric', year: 'numeric' } }, 'nl: date says no month'],
    [{ quotes: { outer: ['"', '"'], inner: ['“', '”'] } }, 'nl: quotes: the outer ones open as they close'],
    [{ number: { decimal: '.', group: '.' } }, 'nl: number: decimal is ".", and CLDR says ","'],
    [{ language: 'nl-nl' }, 'nl-nl: language is no canonical tag, which is nl-NL'],
  ]
  for (const [wrong, gap] of cases) assert.deepEqual(findGaps({ ...dutch, ...wrong }), [gap])
})
