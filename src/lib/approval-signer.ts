import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A detached Ed25519 signature (base64) with the public key (SPKI, base64) that checks it. */
export type DetachedSignature = { value: string; publicKey: string };

export type ApprovalSigner = {
  sign(text: string): DetachedSignature;
  /** Whether this signature is over exactly this text, by a key this desk trusts. */
  verify(text: string, signature: DetachedSignature): boolean;
};

/**
 * Signs texts with the desk's own Ed25519 key. Signatures of keys that the desk no longer uses
 * stay valid when their public keys are among `trustedPublicKeys`.
 */
export function createApprovalSigner(
  privateKeyPem: string,
  trustedPublicKeys: readonly string[] = [],
): ApprovalSigner {
  const privateKey = createPrivateKey(privateKeyPem);
  const own = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
  // Keys are read once: reading one costs as much as a verification, and there are two a delivery.
  const trusted = new Map([own, ...trustedPublicKeys].map((key) => [key, readPublicKey(key)]));
  return {
    sign: (text) => ({
      value: sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
      publicKey: own,
    }),
    verify: (text, signature) => {
      const key = trusted.get(signature.publicKey);
      return (
        key !== undefined &&
        verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature.value, 'base64'))
      );
    },
  };
}

/**
 * Verifies each text, signature and key once, for a span in which the same rows are read more than
 * once. What is remembered is the very strings: any other is verified anew.
 */
export function rememberVerified(signer: Pick<ApprovalSigner, 'verify'>) {
  const known = new Map<string, boolean>();
  const verify: ApprovalSigner['verify'] = (text, signature) => {
    const key = JSON.stringify([text, signature.value, signature.publicKey]);
    const verdict = known.get(key) ?? signer.verify(text, signature);
    known.set(key, verdict);
    return verdict;
  };
  return { verify };
}

function readPublicKey(spki: string): KeyObject {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}
