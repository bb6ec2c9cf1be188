import { after, test } from 'node:test'
import { checkWordpress } from '../channels/wordpress-conformance.ts'
import { checkCrossings } from '../channels/wordpress-crossings.ts'
import { checkPictures } from '../channels/wordpress-pictures.ts'
import { checkPosts } from '../channels/wordpress-promises.ts'
import { findWordpress, startWordpress } from './wordpress.ts'

const why = findWordpress()
if (why) test('a real WordPress', { skip: why }, () => {})
else {
  const site = await startWordpress()
  after(() => site.close())
  // To start one for each suite would take longer than the suites.
  const lend = async () => ({ ...site, close: async () => {} })
  checkWordpress(lend)
  checkPosts('a real WordPress', lend)
  checkPictures('a real WordPress', lend)
  checkCrossings('a real WordPress', lend)
}
