import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { files } from '../../../../harness/host/file-operations.ts';
import {
  findBlockingResources,
  measureBundleParts,
  measureBundleSize,
} from '../../../../plugins/team/profiler/measure-front-end-build.ts';
import { writeFiles } from '../../../support/run-cli.ts';

describe('TPP-02: a bundle', () => {
  test('has the size of its files, raw and gzipped, without files that nobody loads', () => {
    const root = mkdtempSync(join(tmpdir(), 'perf-harness-bundle-'));
    const script = 'console.log(1);\n'.repeat(1_000);
    writeFiles(root, {
      'assets/app.js': script,
      'assets/app.js.map': '{}'.repeat(9_000),
      'index.html': '<p>é</p>',
    });
    const gzip = gzipSync(script).length;
    const page = gzipSync('<p>é</p>').length;
    expect(measureBundleSize(files, root)).toEqual({
      files: [
        { path: 'assets/app.js', bytes: 16_000, gzip_bytes: gzip },
        { path: 'index.html', bytes: 9, gzip_bytes: page },
      ],
      bytes: 16_009,
      gzip_bytes: gzip + page,
    });
  });

  test('has no size when it does not exist', () => {
    expect(measureBundleSize(files, join(tmpdir(), 'perf-harness-none')).bytes).toBe(0);
  });

  test('is split by package, from the statistics of webpack and of esbuild', () => {
    const modules = [
      { name: './src/a.js', size: 10 },
      { name: './node_modules/@scope/dep/index.js', size: 20 },
      { name: 'joined', modules: [{ name: './node_modules/big/node_modules/in/x.js', size: 900 }] },
      { name: './node_modules/@scope/dep/other.js', size: 5 },
      { size: 'odd' },
    ];
    expect(measureBundleParts({ modules })).toEqual([
      { name: 'in', bytes: 900 },
      { name: '@scope/dep', bytes: 25 },
      { name: 'src/a.js', bytes: 10 },
    ]);
    const inputs = {
      'src/a.ts': { bytesInOutput: 3 },
      'node_modules/b/i.js': { bytesInOutput: 7 },
    };
    expect(measureBundleParts({ outputs: { 'out.js': { inputs } } })).toEqual([
      { name: 'b', bytes: 7 },
      { name: 'src/a.ts', bytes: 3 },
    ]);
    expect([null, [], 'text', { modules: 3 }].flatMap(measureBundleParts)).toEqual([]);
  });
});

test('TPP-02: finds what a page waits for before it shows anything', () => {
  const page = `<!doctype html>
<html>
  <head>
    <link rel="stylesheet" href="/main.css">
    <link rel="stylesheet" href="/print.css" media="print">
    <link rel="preload" href="/font.woff2">
    <!-- <script src="/gone.js"></script> -->
    <script src="/first.js"></script>
    <script src="/later.js" defer></script>
    <script async src="/soon.js"></script>
    <script type="module" src="/app.js"></script>
    <script>inline();</script>
    <SCRIPT SRC='/old.js' type="text/javascript"></SCRIPT>
  </head>
  <body><script src="/end.js"></script></body>
</html>
`;
  expect(findBlockingResources(page)).toEqual([
    { kind: 'stylesheet', url: '/main.css', line: 4 },
    { kind: 'script', url: '/first.js', line: 8 },
    { kind: 'script', url: '/old.js', line: 13 },
  ]);
  expect(findBlockingResources('')).toEqual([]);
});
