import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'ws',
  repository: 'websockets/ws',
  before: 'b73b11828d166e9692a9bffe9c01a7e93bab04a8',
  after: 'ddfe4a804d79e7788ab136290e609f91cf68423f',
  defect: 'random bytes are asked from the system for each frame',
  source: 'websockets/ws, the message of ddfe4a804d',
  kind: 'calls in one',
  testCommand:
    'mocha test/sender.test.js test/receiver.test.js test/permessage-deflate.test.js test/extension.test.js test/subprotocol.test.js test/validation.test.js',
  testDependencies: {
    mocha: '11.8.0',
  },
  module: 'lib/sender.js',
  body: `const payload = Buffer.from('hello '.repeat(10));
const run = () => {
  let length = 0;
  for (let index = 0; index < 1_000; index += 1) {
    const frame = subject.frame(payload, { fin: true, rsv1: false, opcode: 1, mask: true, readOnly: true });
    length += frame[0].length;
  }
  return length;
};`,
};
