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
