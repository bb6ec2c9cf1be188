import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { S3Config } from '../config.ts'
import { Problem } from '../problem.ts'
import type { FileStore } from './file-store.ts'

/** Parts that are held in memory of each file at once: four of five megabytes. */
const partBytes = 5 * 1024 * 1024
const partsAtOnce = 4

/** Files in a bucket of AWS, or of any store that speaks S3. Nothing is connected before the first file. */
export function openS3Store({ bucket, endpoint, region, keys, pathStyle }: S3Config, incoming: string): FileStore {
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(keys && { credentials: keys }),
    // Trailing checksums are new in S3: many stores that speak it refuse them. What is kept has a SHA-256 of ours.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    maxAttempts: 3,
  })
  const named = (key: string) => ({ Bucket: bucket, Key: key })
  return {
    kind: 's3',
    incoming,
    put: async (key, path) => {
      const params = { ...named(key), Body: createReadStream(path) }
      await new Upload({ client, params, partSize: partBytes, queueSize: partsAtOnce }).done().catch(refuse)
    },
    open: async (key, range) => {
      const part = range && { Range: `bytes=${range.first}-${range.last}` }
      const { Body } = await client.send(new GetObjectCommand({ ...named(key), ...part })).catch(refuse)
      if (Body instanceof Readable) return Body
      throw new Error(`The bucket answered ${key} without bytes`)
    },
    remove: async (keys) => {
      for (const key of keys) await client.send(new DeleteObjectCommand(named(key))).catch(refuse)
    },
    close: async () => client.destroy(),
  }
}

function refuse(error: unknown): never {
  if (error instanceof NoSuchKey) throw new Error('The bucket has no such file', { cause: error })
  const detail = 'The store of files cannot be reached at the moment. Try again shortly.'
  throw new Problem('unavailable', detail, { headers: { 'retry-after': '30' }, cause: error })
}
