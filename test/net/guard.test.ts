import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGuard } from '../../src/net/guard.ts'

test('public addresses may be reached', () => {
  const mayReach = openGuard([])
  const open = ['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e']
  // The same public address, through NAT64 and 6to4.
  const wrapped = ['::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::1']
  for (const address of [...open, ...wrapped]) assert.equal(mayReach(address), true, address)
})

test('nothing else may be reached, in whichever notation', () => {
  const mayReach = openGuard([])
  const closed = {
    unspecified: ['0.0.0.0', '0.1.2.3', '::'],
    loopback: ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1'],
    private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::ffff:10.0.0.1', '::ffff:0:10.0.0.1'],
    linkLocal: ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', '::ffff:169.254.169.254'],
    uniqueLocal: ['fc00::1', 'fd12:3456::1', 'fec0::1'],
    carrierGradeNat: ['100.64.0.1', '100.127.255.255'],
    multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
    reserved: ['192.0.0.8', '192.0.2.1', '198.18.0.1', '203.0.113.1', '240.0.0.1', '255.255.255.255', '2001:db8::1', '100::1'],
    nat64: ['64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::101:101'],
    sixToFour: ['2002:7f00:1::', '2002:a00:1::1', '2002:a9fe:a9fe::1'],
    teredo: ['2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    unrouted: ['4000::1', '8000::1'],
  }
  for (const address of Object.values(closed).flat()) assert.equal(mayReach(address), false, address)
})

test('an allowed block opens itself and nothing beside it', () => {
  const mayReach = openGuard(['127.0.0.0/8', 'fd00:1::/32'])
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', 'fd00:1::5']) assert.equal(mayReach(address), true, address)
  for (const address of ['10.0.0.1', '::1', 'fd00:2::5']) assert.equal(mayReach(address), false, address)
})

test('a block that is not CIDR is refused at start', () => {
  assert.throws(() => openGuard(['localhost']))
})
