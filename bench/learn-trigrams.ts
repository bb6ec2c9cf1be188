import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countTrigrams, wordsOf } from '../src/languages/detect/words.ts'
import { houses } from '../src/languages/houses.ts'
import { scriptOf } from '../src/languages/language.ts'

const usage = `Usage: node bench/learn-trigrams.ts FOLDER
Learns src/languages/detect/trigrams.json from plain texts: FOLDER holds a file for each language, named by its tag (pt.txt).
Some two thousand sentences of news for each are enough. Only scripts that several languages share are learned.`

const shared = ['Latn', 'Cyrl', 'Arab', 'Deva']
/** How many trigrams are kept: more for the languages that a wire speaks, since they are to be told from each other by a headline. */
const [keptOfHouses, keptOfOthers] = [1500, 800]
const target = new URL('../src/languages/detect/trigrams.json', import.meta.url)

const [folder] = process.argv.slice(2)
if (!folder) throw new Error(usage)
const learned: Record<string, Record<string, Record<number, string>>> = {}
for (const file of readdirSync(folder).sort()) {
  const tag = file.replace(/\.txt$/, '')
  const script = scriptOf(tag)
  if (!shared.includes(script)) continue
  const kept = houses.some(({ language }) => language === tag) ? keptOfHouses : keptOfOthers
  learned[script] = { ...learned[script], [tag]: learn(readFileSync(join(folder, file), 'utf8'), kept) }
}
writeFileSync(target, `${JSON.stringify(learned, null, 1)}\n`)

/** The most frequent trigrams one after another, under how rare each is: minus twice its natural logarithm, rounded. */
function learn(text: string, kept: number): Record<number, string> {
  const counts = countTrigrams(wordsOf(text))
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const frequent = [...counts].sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1)).slice(0, kept)
  const rarity = (count: number) => Math.round(-2 * Math.log(count / total))
  const grouped = Map.groupBy(frequent, ([, count]) => rarity(count))
  return Object.fromEntries([...grouped].map(([rare, group]) => [rare, group.map(([trigram]) => trigram).join('')]))
}
