import { describe, expect, it } from 'vitest';
import {
  allowedHostnames,
  findScriptAddresses,
  isLoadAllowed,
  parseAllowedHost,
} from '../../../../harness/model/scenario/allowed-remote-hosts.ts';

describe('allowed load targets', () => {
  it.each([
    ['http://localhost:3000/', []],
    ['http://127.0.0.9/', []],
    ['https://[::1]/', []],
    ['http://staging.example.com/', ['staging.example.com']],
    ['https://staging.example.com:8443/a', ['Staging.Example.com']],
    ['http://10.0.0.7:8080/', ['10.0.0.7:8080']],
    ['https://10.0.0.7/', ['10.0.0.7:443']],
  ])('include %s when the allowed hosts are %j', (url, allowed) => {
    expect(isLoadAllowed(new URL(url), allowed)).toBe(true);
  });

  it.each([
    ['http://staging.example.com/', []],
    ['http://staging.example.com/', ['example.com']],
    ['http://localhost.example.com/', ['localhost']],
    ['http://10.0.0.7:81/', ['10.0.0.7:8080']],
    ['http://0.0.0.0/', []],
  ])('exclude %s when the allowed hosts are %j', (url, allowed) => {
    expect(isLoadAllowed(new URL(url), allowed)).toBe(false);
  });
});

describe('an allowed host', () => {
  it('may have a port, and is reduced to its name for tools that know no ports', () => {
    expect(parseAllowedHost('[2001:db8::1]:80')).toEqual({ hostname: '[2001:db8::1]', port: '80' });
    expect(parseAllowedHost('2001:db8::1')?.hostname).toBe('[2001:db8::1]');
    expect(allowedHostnames(['a.example:1', 'a.example:2', 'B.example'])).toEqual([
      'a.example',
      'b.example',
    ]);
  });

  it.each(['https://a.example', 'a.example/path', '*', '', 'a b'])('cannot be "%s"', (text) => {
    expect(parseAllowedHost(text)).toBeNull();
  });
});

describe('the addresses in a script', () => {
  it('include those in its code, but not in its comments and imports', () => {
    const script = `import x from 'https://jslib.example/x.js';
// see https://docs.example/
/* or http://old.example/ */
const base = __ENV.BASE_URL || "https://shop.example:8443/v1"; // ws://note.example
ws.connect('wss://push.example/feed'); http.get(\`http://[::1]:3000/\${id}\`);`;
    expect(findScriptAddresses(script).map(({ host }) => host)).toEqual([
      'shop.example:8443',
      'push.example',
      '[::1]:3000',
    ]);
  });
});
