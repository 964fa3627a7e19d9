/** A collector in a separate process, without rate limits: `node serve-beacon-collector-child.ts <folder>`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectFieldData } from '../../../../harness/field/collect/embedded-field-collector.ts';

const collector = collectFieldData({ folder: process.argv[2] ?? '', perClient: 1e9, inAll: 1e9 });
const server = createServer(collector.node);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
