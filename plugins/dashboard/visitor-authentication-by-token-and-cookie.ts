import { createHmac } from 'node:crypto';
import { web } from 'perf-harness/plugin';
import type { DashboardRequest } from './node-request-handler.ts';

export const TOKEN_PARAMETER = 'token';

/** Identifies a visitor: by the token in the address, later by a cookie. */
export interface Session {
  /** Identifies the visitor; null if the token and the cookie are missing or wrong. */
  readonly known: (request: DashboardRequest, url: URL) => 'by-token' | 'by-cookie' | null;
  /** `Set-Cookie` header of the response to a visit with the token. */
  readonly setCookie: string;
  /** Token in every form of the dashboard, unreadable for other sites; grants no access. */
  readonly formToken: string;
  readonly isOwnForm: (given: string) => boolean;
}

/** @param port - Browsers share cookies between the ports of a machine; its name sets them apart. */
export function createSession(token: string, port: number): Session {
  const name = `perf-harness-${port}`;
  const formToken = createHmac('sha256', token).update('forms').digest('base64url');
  return {
    known: ({ header }, url) => {
      const given = url.searchParams.get(TOKEN_PARAMETER);
      if (given !== null && web.isSameToken(given, token)) return 'by-token';
      const cookies = cookiesNamed(name, header('cookie') ?? '');
      return cookies.some((cookie) => web.isSameToken(cookie, token)) ? 'by-cookie' : null;
    },
    setCookie: `${name}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    formToken,
    isOwnForm: (given) => web.isSameToken(given, formToken),
  };
}

function cookiesNamed(name: string, header: string): readonly string[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}
