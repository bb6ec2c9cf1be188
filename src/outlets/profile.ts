import { z } from 'zod'
import { oneLine } from '../accounts/text.ts'
import { LanguageTag } from '../languages/language.ts'
import { SectorKey } from '../wire/sector.ts'

/** What an outlet, a journalist or an outlet list is called. */
export const Name = oneLine().meta({ example: 'Al-Bayan' })

/** What a thing is called in the caller's own books; unique per kind of thing, archived ones included. */
export const ExternalId = oneLine().meta({ description: 'your own id of it, unique', example: 'crm-4711' })

/** A set of languages: canonical, each once. */
export const Languages = z
  .array(LanguageTag)
  .max(50)
  .overwrite((tags) => [...new Set(tags)])
  .meta({ description: 'BCP 47; `zh` receives `zh-Hant`, not the other way round', example: ['ar', 'en'] })

/** A set of sectors, each once. */
export const SectorKeys = z
  .array(SectorKey)
  .max(100)
  .overwrite((keys) => [...new Set(keys)])
  .meta({ description: 'keys of /v1/sectors', example: ['energy'] })

/** The wire's own words for outlets and journalists, each once. */
export const Tags = z
  .array(oneLine(50))
  .max(50)
  .overwrite((tags) => [...new Set(tags)])
  .meta({ description: 'your own words; a rule of an outlet list may ask for them', example: ['gold'] })

/** Whoever is paused receives nothing that goes out before this moment; kept and shown in UTC. */
export const PausedUntil = z.iso
  .datetime({ offset: true })
  .refine((text) => /^[2-8]/.test(text), { error: 'must be between the years 2000 and 8999' })
  .overwrite((text) => new Date(text).toISOString())
  .meta({ description: 'receives nothing that goes out before; null: is not paused', example: '2026-12-24T00:00:00.000Z' })

/** For people to call; never a way to send. */
export const Phone = oneLine(50).meta({ description: 'for people to call', example: '+971 4 000 0000' })
