/** A release of a third-party package whose changelog reports a speedup. */
export interface RealChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Part that became faster according to the changelog of `to`. */
  readonly changelog: string;
  /** Source of the two sides: a repository made of the two tarballs, or a project's dependency. */
  readonly by: 'repository' | 'dependency';
  /**
   * True if it is still faster on the Node.js that this runs on, measured separately by hand. A
   * change that helped the compiler of 2016 need not help today's; such changes are shown without a
   * claim.
   */
  readonly isFaster: boolean;
  /** Body of the scenario's module; `subject` is the export of the package. */
  readonly body: string;
  /** Imports of the body in addition to the package. */
  readonly imports?: string;
}

/** Real work of the part that the changelog names; inputs as servers meet them. */
export const REAL_CHANGES: readonly RealChange[] = [
  {
    name: 'negotiator',
    from: '0.6.0',
    to: '0.6.1',
    changelog: 'parsing of `Accept`',
    by: 'repository',
    isFaster: false,
    body: `const request = {
  headers: {
    accept:
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  },
};
const offered = ['application/json', 'text/html', 'text/plain'];
const run = () => new subject(request).mediaTypes(offered);`,
  },
  {
    name: 'forwarded',
    from: '0.1.1',
    to: '0.1.2',
    changelog: 'parsing of the header',
    by: 'repository',
    // Faster by a sixth in some processes and not at all in others.
    isFaster: false,
    body: `const request = {
  connection: { remoteAddress: '127.0.0.1' },
  headers: { 'x-forwarded-for': '203.0.113.7, 198.51.100.17, 192.0.2.43, 10.0.0.2' },
};
const run = () => subject(request);`,
  },
  {
    name: 'content-type',
    from: '1.0.4',
    to: '1.0.5',
    changelog: 'values that need no unescaping',
    by: 'repository',
    isFaster: true,
    body: `const header =
  'multipart/form-data; charset="utf-8"; boundary="----WebKitFormBoundary7MA4YWxkTrZu0gW"';
const run = () => subject.parse(header);`,
  },
  {
    name: 'parseurl',
    from: '1.3.1',
    to: '1.3.2',
    changelog: 'full URLs',
    by: 'dependency',
    isFaster: false,
    body: `const run = () => subject({ url: 'http://localhost:8888/foo/bar?user=tj&pet=fluffy' });`,
  },
  {
    name: 'fresh',
    from: '0.5.1',
    to: '0.5.2',
    changelog: 'tokens of `If-None-Match`',
    by: 'dependency',
    isFaster: false,
    body: `const tags = ['"a1b2c3d4"', '"e5f60718"', 'W/"293a4b5c"', '"6d7e8f90"', '"0badcafe"'];
const request = { 'if-none-match': tags.join(', ') };
const run = () => subject(request, { etag: '"0badcafe"' });`,
  },
  {
    name: 'qs',
    from: '6.12.0',
    to: '6.12.1',
    changelog: 'encoding of long values',
    by: 'dependency',
    isFaster: false,
    body: `const text = 'Größe in Zentimetern, übermäßig lang & breit; '.repeat(400);
const run = () => subject.stringify({ text });`,
  },
  {
    name: 'escape-html',
    from: '1.0.2',
    to: '1.0.3',
    changelog: 'replacing of characters',
    by: 'repository',
    isFaster: true,
    body: `const text =
  'Tom & Jerry <b>"quoted"</b> and a longer plain text without any of it, as most text is';
const run = () => subject(text);`,
  },
  {
    name: 'cookie',
    from: '0.4.2',
    to: '0.5.0',
    changelog: 'decoding and parsing',
    by: 'repository',
    isFaster: true,
    body: `const header =
  'session=abc123def456; theme=dark; lang=en-GB; consent=yes; cart=12345; user=u%20v';
const run = () => subject.parse(header);`,
  },
  {
    name: 'etag',
    from: '1.6.0',
    to: '1.7.0',
    changelog: 'tags of files',
    by: 'dependency',
    isFaster: true,
    body: `const file = statSync(fileURLToPath(import.meta.url));
const run = () => subject(file);`,
    imports: `import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
`,
  },
  {
    name: 'uuid',
    from: '8.0.0',
    to: '8.1.0',
    changelog: 'v4, and turning bytes into text',
    by: 'dependency',
    isFaster: true,
    body: 'const run = () => subject.v4();',
  },
  {
    name: 'vary',
    from: '1.1.1',
    to: '1.1.2',
    changelog: 'parsing of header tokens',
    by: 'dependency',
    isFaster: true,
    body: `const run = () => subject.append('Accept-Encoding, Accept-Language, Cookie, User-Agent', 'Origin');`,
  },
];
