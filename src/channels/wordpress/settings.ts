import { z } from 'zod'
import { HttpsUrl } from '../http-url.ts'

/** How a WordPress site is set up. docs/channels/wordpress.md tells an outlet where to find what is asked for. */
export const WordpressSettings = z.strictObject({
  url: HttpsUrl.meta({ description: 'The address of the site, without /wp-json', example: 'https://outlet.example/' }),
  user: oneLine().meta({ description: 'The name of the user who posts', example: 'dateline' }),
  applicationPassword: oneLine().meta({
    description: 'An application password of that user, with or without its spaces',
    example: 'abcd EFGH 1234 ijkl MNOP 5678',
  }),
  postType: z
    .string()
    .regex(/^[a-z0-9_-]{1,60}$/, 'must be what the REST API calls the type, such as posts')
    .default('posts')
    .meta({ description: 'What is made of a release: the name of the type in the REST API', example: 'posts' }),
  status: z
    .enum(['publish', 'pending', 'draft'])
    .default('publish')
    .meta({ description: 'Whether a post is public at once, or waits for an editor of the outlet' }),
  author: Id()
    .optional()
    .meta({ description: 'The user whose name stands over the post; left out: the one who posts', example: 7 }),
  categories: z
    .enum(['existing', 'create', 'none'])
    .default('existing')
    .meta({ description: 'What becomes of sectors: categories that are there, also such as are made for them, or nothing' }),
  alwaysCategories: z
    .array(Id())
    .max(20)
    .default([])
    .meta({ description: 'Categories that every post is in, by their ids', example: [12] }),
  withdrawal: z
    .enum(['trash', 'draft', 'notice'])
    .default('trash')
    .meta({ description: 'What a kill does: the post goes to the trash, or is a draft, or shows the notice of the kill' }),
})
export type WordpressSettings = z.infer<typeof WordpressSettings>

function oneLine() {
  return z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'must be one line')
}

function Id() {
  return z.int().positive()
}
