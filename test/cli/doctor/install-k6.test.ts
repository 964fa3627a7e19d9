import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';

const VERSION = '2.9.9';
const SYSTEM = process.arch === 'arm64' ? 'linux-arm64' : 'linux-amd64';
const NAME = `k6-v${VERSION}-${SYSTEM}`;

/** Creates a release archive in k6's format, of a program that identifies itself as k6. */
function release(program: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-release-'));
  mkdirSync(join(folder, NAME));
  writeFileSync(join(folder, NAME, 'k6'), program);
  chmodSync(join(folder, NAME, 'k6'), 0o755);
  execFileSync('tar', ['-czf', 'archive.tar.gz', NAME], { cwd: folder });
  return readFileSync(join(folder, 'archive.tar.gz'));
}

const archive = release(`#!/bin/sh\necho "k6 v${VERSION} (go1.26, linux/amd64)"\n`);
const sum = createHash('sha256').update(archive).digest('hex');
let listed = sum;
const server = createServer((request, response) => {
  if (request.url === `/v${VERSION}/${NAME}.tar.gz`) return response.end(archive);
  if (request.url === `/v${VERSION}/k6-v${VERSION}-checksums.txt`) {
    return response.end(`${'0'.repeat(64)}  other.tar.gz\n${listed}  ${NAME}.tar.gz\n`);
  }
  return response.writeHead(404).end();
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

function install(version: string, from = 'release') {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  const args = ['doctor', '--install', `k6@${version}`, '--from', from];
  const env = { PERF_HARNESS_CACHE: cache, PERF_HARNESS_K6_RELEASES: origin };
  return { cache, result: runCommandInProcess(args, { cwd: cache, env }) };
}

describe('doctor --install k6', () => {
  test('puts the release into the cache, where it is found again', async () => {
    const { cache, result } = install(VERSION);
    const { code, out } = await result;
    expect(code).toBe(0);
    const path = join(cache, 'tools/k6', VERSION, 'k6');
    expect(out.trim()).toBe(path);
    expect(existsSync(path)).toBe(true);
    const env = { PERF_HARNESS_CACHE: cache, PATH: '/usr/bin:/bin' };
    const listing = await runCommandInProcess(['doctor', '--json'], { cwd: cache, env });
    const { tools } = JSON.parse(listing.out) as { tools: { name: string; path: string }[] };
    expect(tools.find(({ name }) => name === 'k6')).toMatchObject({ version: VERSION, path });
  });

  test('refuses a download without the checksum of its release, and leaves nothing', async () => {
    listed = sum.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const { cache, result } = install(VERSION);
    const { code, err } = await result;
    listed = sum;
    expect(code).toBe(5);
    expect(err).toContain('does not match its release checksum');
    expect(existsSync(join(cache, 'tools/k6', VERSION))).toBe(false);
  });

  test('reports what could not be downloaded', async () => {
    const { code, err } = await install('2.0.1').result;
    expect(code).toBe(5);
    expect(err).toContain('answered 404');
  });

  test('accepts only k6, in whole versions', async () => {
    const args = ['doctor', '--install', 'k6@latest'];
    const { code, err } = await runCommandInProcess(args, { cwd: tmpdir() });
    expect(code).toBe(2);
    expect(err).toContain('k6@latest');
  });
});
