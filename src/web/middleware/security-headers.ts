import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Nothing loads that is not ours, scripts need the page's nonce, and no style is inline. */
export function securityHeaders(
  publicUrl: string,
  /** Where the forms that begin a platform's login may lead by redirect, which Chromium judges. */
  loginTargets: readonly string[] = [],
): RequestHandler[] {
  const isHttps = publicUrl.startsWith('https:');
  return [
    (_req, res, next) => {
      res.locals['nonce'] = randomBytes(16).toString('base64');
      res.set('Permissions-Policy', PERMISSIONS_POLICY);
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: [(_req, res) => `'nonce-${String((res as Response).locals['nonce'])}'`],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          mediaSrc: ["'self'"],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          formAction: [(req) => formTargets(req.url ?? '', loginTargets)],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
      // With `no-referrer` browsers send `Origin: null`, which the same-origin guard must refuse.
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
  ];
}

/** Logins begin on the pages of channels, or on the page that follows a sign-in on the way there. */
function formTargets(path: string, loginTargets: readonly string[]): string {
  const leadsOut = /^\/(channels|session)\b/.test(path);
  return ["'self'", ...(leadsOut ? loginTargets : [])].join(' ');
}

const PERMISSIONS_POLICY = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'camera=()',
  'microphone=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
].join(', ');
