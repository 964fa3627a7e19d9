/** Answers k6's example scripts like httpbin, with some work each; one process, no packages. */
import { createServer } from 'node:http';
import { rounds } from './rounds.js';

function work() {
  let sum = 0;
  for (let index = 0; index < rounds; index += 1) sum += Math.sqrt(index) % 7;
  return sum;
}

function bodyOf(request) {
  return new Promise((resolve) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => resolve(text));
  });
}

function parsed(text, type) {
  if (type.includes('json')) return { json: JSON.parse(text), form: {} };
  const form = {};
  for (const [key, value] of new URLSearchParams(text)) {
    if (form[key] === undefined) form[key] = value;
    else form[key] = [form[key], value].flat();
  }
  return { json: null, form };
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://httpbin.org');
  const text = await bodyOf(request);
  const answer = {
    args: Object.fromEntries(url.searchParams),
    headers: request.headers,
    url: url.href,
    worked: work(),
    ...(text === '' ? {} : parsed(text, request.headers['content-type'] ?? '')),
  };
  response.setHeader('content-type', 'application/json');
  if (!url.pathname.startsWith('/basic-auth/')) return response.end(JSON.stringify(answer));
  const [, , user, password] = url.pathname.split('/');
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const authenticated = request.headers.authorization === expected;
  response.statusCode = authenticated ? 200 : 401;
  return response.end(JSON.stringify({ authenticated, user, worked: answer.worked }));
}).listen(Number(process.env.PORT), '127.0.0.1');
