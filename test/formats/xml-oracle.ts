import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { conformancePath, readIfThere } from './sample.ts'

/** An XML file with the name under which it is spoken of. */
export type XmlFile = { name: string; xml: string }

/** A node of a DOM, as far as tests read it. */
export type DomNode = {
  nodeType: number
  localName: string | null
  namespaceURI: string | null
  textContent: string | null
  childNodes: Iterable<DomNode>
  getAttribute(name: string): string | null
  getElementsByTagName(name: string): Iterable<DomNode>
}

type Validation = { valid: boolean; errors: { rawMessage: string }[] }
type Xmllint = { validateXML(options: object): Promise<Validation> }
type Xmldom = { DOMParser: new (options: object) => { parseFromString(xml: string, type: string): DomNode } }

const require = createRequire(import.meta.url)

/** A package that may be absent. Not imported: a test that needs it skips without it. */
function loadIfThere(name: string) {
  try {
    return require(name)
  } catch {
    return undefined
  }
}

/** Why a validation against a schema cannot run here, in a sentence; undefined where it can. */
export function whyNoSchema(schema: string): string | undefined {
  if (readIfThere(conformancePath(schema)) === undefined) return `there is no ${schema} in the conformance material`
  if (loadIfThere('xmllint-wasm') || spawnSync('xmllint', ['--version']).status === 0) return undefined
  return 'neither the package xmllint-wasm nor the program xmllint is installed'
}

/**
 * Validates files with libxml2.
 *
 * @param schema its name in the conformance material
 * @param beside the names of those that it includes or imports, in the same folder
 * @returns what is wrong, in libxml2's words; nothing where all are valid
 */
export async function validateXml(schema: string, beside: string[], files: XmlFile[]): Promise<string[]> {
  const xmllint: Xmllint | undefined = loadIfThere('xmllint-wasm')
  if (!xmllint) return validateByProgram(schema, files)
  const path = (name: string) => join(dirname(schema), name)
  const read = (name: string) => readIfThere(conformancePath(name)) ?? ''
  const { valid, errors } = await xmllint.validateXML({
    xml: files.map(({ name, xml }) => ({ fileName: name, contents: xml })),
    schema: [{ fileName: basename(schema), contents: read(schema) }],
    preload: beside.map((name) => ({ fileName: name, contents: read(path(name)) })),
    initialMemoryPages: 1024,
    maxMemoryPages: 16384,
  })
  return valid ? [] : [...errors.map(({ rawMessage }) => rawMessage), 'not valid']
}

function validateByProgram(schema: string, files: XmlFile[]): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'dateline-xml-'))
  try {
    for (const { name, xml } of files) writeFileSync(join(dir, name), xml)
    const args = ['--nonet', '--noout', '--schema', conformancePath(schema), ...files.map(({ name }) => join(dir, name))]
    const { status, stderr } = spawnSync('xmllint', args, { encoding: 'utf8' })
    return status === 0 ? [] : stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** Why XML cannot be read by a parser of others here, in a sentence; undefined where it can. */
export function whyNoParser(): string | undefined {
  return loadIfThere('@xmldom/xmldom') ? undefined : 'the package @xmldom/xmldom is not installed'
}

/** Reads a file with a parser that is not ours. @throws where it is not well-formed */
export function parseXml(xml: string): DomNode {
  const { DOMParser }: Xmldom = require('@xmldom/xmldom')
  const onError = (level: string, message: string) => {
    // It takes U+FFFD for a sign of a wrong encoding.
    if (level === 'warning' && message.startsWith('Unicode replacement character')) return
    throw new Error(`${level}: ${message}`)
  }
  // As XML 1.0 has it (section 2.11): left to itself the parser also folds U+0085 and U+2028, as XML 1.1 does.
  const normalizeLineEndings = (text: string) => text.replace(/\r\n?/g, '\n')
  return new DOMParser({ onError, normalizeLineEndings }).parseFromString(xml, 'text/xml')
}

/** The first element of a name, prefix included, and what it holds. */
export function find(node: DomNode, name: string): DomNode {
  const [first] = node.getElementsByTagName(name)
  if (!first) throw new Error(`there is no ${name}`)
  return first
}

/** What the elements of a name say, in their order. */
export function textsOf(node: DomNode, name: string): string[] {
  return [...node.getElementsByTagName(name)].map(({ textContent }) => textContent ?? '')
}

/** The values of attributes, null for those that are not there. */
export function attributesOf(node: DomNode, ...names: string[]): (string | null)[] {
  return names.map((name) => node.getAttribute(name))
}
