import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'mqtt-packet',
  repository: 'mqttjs/mqtt-packet',
  before: 'efff30cb61b171f77110b377b6c31bdeba73dc9a',
  after: '82ea1e063ea9402896c2e51e45697ec42e2f3f24',
  defect: 'a function is called for each number though its answer is kept',
  source: 'mqttjs/mqtt-packet, the message of 82ea1e063e',
  kind: 'memo by key',
  testCommand: 'tape test.js',
  testDependencies: {
    tape: '4.17.0',
    'dev-null': '0.1.1',
    'readable-stream': '2.3.8',
  },
  module: 'mqtt.js',
  body: `const sink = { write: () => true };
const payload = Buffer.from('21.5');
const run = () => {
  for (let index = 0; index < 1_000; index += 1) {
    subject.writeToStream({ cmd: 'publish', messageId: index % 60_000, qos: 1, dup: false, retain: false, topic: 'room/one', payload }, sink);
  }
};`,
};
