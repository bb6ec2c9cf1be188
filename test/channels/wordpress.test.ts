import { checkWordpress } from './wordpress-conformance.ts'
import { checkCrossings } from './wordpress-crossings.ts'
import { checkPictures } from './wordpress-pictures.ts'
import { checkPosts } from './wordpress-promises.ts'
import { startWordpressSite } from './wordpress-site.ts'

checkWordpress(startWordpressSite)
checkPosts('a site on loopback', startWordpressSite)
checkPictures('a site on loopback', startWordpressSite)
checkCrossings('a site on loopback', startWordpressSite)
