import { describe, expect, test } from 'vitest';
import { isInternalHost } from '../../../harness/model/scenario/allowed-remote-hosts.ts';
import { classifyCall } from '../../../plugins/analysis/known-library-calls.ts';

describe('classifyCall', () => {
  test.each([
    ['P811-19', 'JSON.parse', null, 'CPU'],
    ['P811-19', 'crypto.pbkdf2Sync', 'node:crypto', 'CPU'],
    ['P811-19', 'names.sort', null, 'CPU'],
    ['P811-20', 'pool.query', 'pg', 'I/O-DB'],
    ['P811-20', 'prisma.user.findMany', '@prisma/client', 'I/O-DB'],
    ['P811-20', 'this.userRepository.findOne', null, 'I/O-DB'],
    ['P811-20', 'session.execute', 'sqlalchemy.orm', 'I/O-DB'],
    ['P811-21', 'fetch', null, 'I/O-Network'],
    ['P811-21', 'axios.get', 'axios', 'I/O-Network'],
    ['P811-21', 'channel.sendToQueue', 'amqplib', 'I/O-Network'],
    ['P811-22', 'readFile', 'node:fs/promises', 'I/O-File'],
    ['P811-22', 'tmp.mkdtemp', 'node:fs', 'I/O-File'],
    ['P811-22', 'fs.readdir', 'node:fs', 'I/O-File'],
    ['P811-22', 'Buffer.alloc', null, 'Unknown'],
    ['P811-18', 'redis.get', 'ioredis', 'Cache'],
    ['P811-18', 'stripe.charges.create', 'stripe', 'External'],
    ['P811-18', 's3.send', '@aws-sdk/client-s3', 'External'],
    ['P811-18', 'whatever', null, 'Unknown'],
    ['P811-18', 'new Pool', 'pg', 'Unknown'],
    ['P811-18', 'path.join', 'node:path', 'Unknown'],
  ])('%s: classifies %s of %s as %s', (_, callee, source, expected) => {
    expect(classifyCall({ callee, source })).toBe(expected);
  });

  test.each([
    ['(`https://api.example.com/v1`)', 'External'],
    ["('http://10.0.0.7/users')", 'I/O-Network'],
    ["('http://localhost:3000/')", 'I/O-Network'],
    ["('http://users:3000/')", 'I/O-Network'],
    ["('https://rates.example.org/')", 'I/O-Network'],
    ['(url)', 'I/O-Network'],
  ])('P811-24: classifies fetch%s as %s', (argumentText, expected) => {
    const internalHosts = new Set(['rates.example.org']);
    expect(classifyCall({ callee: 'fetch', source: null, argumentText, internalHosts })).toBe(
      expected,
    );
  });

  test.each([
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.5', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['fd00::1', true],
    ['db.internal', true],
    ['example.com', false],
  ])('P811-24: decides whether the host %s is internal: %s', (host, expected) => {
    expect(isInternalHost(host)).toBe(expected);
  });
});
