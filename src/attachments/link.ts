import type { AppDeps } from '../deps.ts'
import type { Vault } from '../vault.ts'
import { endingOf } from './file-types.ts'
import type { RenditionName } from './picture.ts'

type Deps = Pick<AppDeps, 'vault' | 'publicUrl' | 'clock' | 'config'>

/** What a link names: a file, the publication that it goes out with, and the second from which it is good no more (POSIX time). */
export type Link = { id: string; publication: string; expires: number }

const daySeconds = 86_400

/**
 * The address of a file for whoever receives a publication: signed, and good for FILE_LINK_DAYS. All links of a day end at the same
 * midnight, so that an edition that is rendered twice has the same bytes. The signature is good for the renditions, too: they stand under
 * `web.jpg` and `thumbnail.jpg` instead of `original.…`.
 */
export function fileUrl(
  { vault, publicUrl, clock, config }: Deps,
  { id, contentType }: { id: string; contentType: string },
  publication: string,
): string {
  const today = Math.floor(clock.now().getTime() / 1000 / daySeconds)
  const expires = (today + config.fileLinkDays + 1) * daySeconds
  const query = new URLSearchParams({
    publication,
    expires: String(expires),
    signature: vault.sign(signed({ id, publication, expires })),
  })
  return `${publicUrl}/v1/files/${id}/original.${endingOf(contentType)}?${query}`
}

/** The same link to a rendition of the file. */
export function renditionUrl(url: string, name: RenditionName): string {
  return url.replace(/\/original\.\w+\?/, `/${name}.jpg?`)
}

/** Whether we made a link. */
export function isOurs(vault: Vault, link: Link, signature: string): boolean {
  return vault.verify(signed(link), signature)
}

function signed({ id, publication, expires }: Link): string {
  return `file ${id} ${publication} ${expires}`
}
