import { expect, test } from 'vitest';
import { hostPattern, pathPattern } from '../../profilers/normalise-request-path-and-host.ts';

test.each([
  ['/', '/'],
  ['', '/'],
  ['/users/42?full=1', '/users/:id'],
  ['/users/42/orders/7#top', '/users/:id/orders/:id'],
  ['/files/123e4567-e89b-12d3-a456-426614174000', '/files/:id'],
  ['/commits/3f69d7d0bdcca2f2924a', '/commits/:id'],
  ['/faceted/decade', '/faceted/decade'],
  ['/v1/users/settings', '/v1/users/settings'],
  [`/q/${'word-'.repeat(20)}`, '/q/:id'],
  ['http://127.0.0.1:80/a/1', '/a/:id'],
  ['/users/123e4567-e89b-42d3-a456-426614174000', '/users/:id'],
  ['/files/5f3a9c1e7b2d', '/files/:id'],
  ['/feedback/defaced', '/feedback/defaced'],
  ['/v2/users/', '/v2/users/'],
  ['*', '*'],
])('turns the path %s into %s', (path, pattern) => {
  expect(pathPattern(path)).toBe(pattern);
});

test.each([
  ['127.0.0.1:41234', '127.0.0.1'],
  ['localhost:60999', 'localhost'],
  ['[::1]:32768', '[::1]'],
  ['127.0.0.1:8080', '127.0.0.1:8080'],
  ['localhost', 'localhost'],
  ['api.example.com:41234', 'api.example.com:41234'],
])('turns %s, whose port may differ in each run, into %s', (to, pattern) => {
  expect(hostPattern(to)).toBe(pattern);
});
