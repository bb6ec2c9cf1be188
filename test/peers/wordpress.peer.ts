import { test } from 'node:test'
import { checkWordpress } from '../channels/wordpress-conformance.ts'
import { checkCrossings } from '../channels/wordpress-crossings.ts'
import { checkPosts } from '../channels/wordpress-promises.ts'
import { findWordpress, startWordpress } from './wordpress.ts'

const why = findWordpress()
if (why) test('a real WordPress', { skip: why }, () => {})
else {
  checkWordpress(startWordpress)
  checkPosts('a real WordPress', startWordpress)
  checkCrossings('a real WordPress', startWordpress)
}
