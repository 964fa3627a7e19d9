/** A release of a package nobody here wrote, whose changelog says that it made something faster. */
export interface RealChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** What the changelog of `to` says became faster. */
  readonly changelog: string;
  /** How the two sides are made: a repository of the two tarballs, or the dependency of a project. */
  readonly by: 'repository' | 'dependency';
  /** Body of the scenario's module; `subject` is what the package exports. */
  readonly body: string;
}

/** Real work of the part that the changelog names; inputs as servers meet them. */
export const REAL_CHANGES: readonly RealChange[] = [
  {
    name: 'negotiator',
    from: '0.6.0',
    to: '0.6.1',
    changelog: 'parsing of `Accept`',
    by: 'repository',
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
    body: `const run = () => subject({ url: 'http://localhost:8888/foo/bar?user=tj&pet=fluffy' });`,
  },
  {
    name: 'fresh',
    from: '0.5.1',
    to: '0.5.2',
    changelog: 'tokens of `If-None-Match`',
    by: 'dependency',
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
    body: `const text = 'Größe in Zentimetern, übermäßig lang & breit; '.repeat(400);
const run = () => subject.stringify({ text });`,
  },
];
