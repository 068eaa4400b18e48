import * as z from 'zod';

/*
 * What an authenticator signs (W3C Web Authentication). Only what is asked for here is taken: a passkey that is kept with
 * its user's id, by somebody whom their device has verified, and no certificate of who made the device.
 */

/** The site that passkeys are for. */
export interface RelyingParty {
  /** Its host: passkeys work there and nowhere else. */
  readonly id: string;
  readonly origin: string;
}

/** A passkey's public half, as it came from a browser and was found good. */
export interface PublicKey {
  readonly credentialId: Uint8Array;
  /** As a COSE key. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** What a browser says that an authenticator answered, before anything of it is believed. */
export interface Answered {
  readonly challenge: string;
  readonly credentialId: Uint8Array;
}

/** The answer to being asked for a new passkey. */
export interface Created extends Answered {
  readonly sent: z.infer<typeof CreatedShape>;
}

/** The answer to being asked who it is. */
export interface Signed extends Answered {
  /** The user's id that is kept with the passkey. */
  readonly userHandle: Uint8Array;
  readonly sent: z.infer<typeof SignedShape>;
}

/** Ed25519, ECDSA on P-256 and RSA: what authenticators have, in the order in which they are asked for. */
export const algorithms = [-8, -7, -257];

/** At most 1023 bytes, says the standard. */
const maxIdLength = 1364;
const base64url = z.string().regex(/^[\w-]+$/);
const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

const CreatedShape = z.object({
  id: base64url.max(maxIdLength),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(transport).max(7).catch([]),
  }),
});

const SignedShape = z.object({
  id: base64url.max(maxIdLength),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.max(86),
  }),
});

/** In a frame of another site nobody sees whom they answer. */
const ClientData = z.object({ challenge: base64url, crossOrigin: z.literal(false).optional() });

/** Reads the answer with a new passkey; undefined when it is none. */
export function readCreated(json: string): Created | undefined {
  const sent = CreatedShape.safeParse(parsed(json)).data;
  const client = sent && clientDataOf(sent.response.clientDataJSON);
  return client && { ...client, credentialId: bytesOf(sent.id), sent };
}

/** Reads the answer of a passkey that says who it is; undefined when it is none. */
export function readSigned(json: string): Signed | undefined {
  const sent = SignedShape.safeParse(parsed(json)).data;
  const client = sent && clientDataOf(sent.response.clientDataJSON);
  if (!client) return undefined;
  const userHandle = bytesOf(sent.response.userHandle);
  return { ...client, credentialId: bytesOf(sent.id), userHandle, sent };
}

function clientDataOf(sent: string): { challenge: string } | undefined {
  return ClientData.safeParse(parsed(bytesOf(sent).toString())).data;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Buffer<ArrayBuffer> {
  return Buffer.from(text, 'base64url');
}

/** The library, loaded when the first passkey comes: it takes a while, and 20 MB. */
const library = () => import('@simplewebauthn/server');
const helpers = () => import('@simplewebauthn/server/helpers');

/** The new passkey, when it was made for this site and challenge by somebody who was verified; undefined otherwise. */
export async function verifyCreated(
  { sent, challenge, credentialId }: Created,
  site: RelyingParty,
): Promise<PublicKey | undefined> {
  const [{ verifyRegistrationResponse }, { decodeAttestationObject }] = await Promise.all([
    library(),
    helpers(),
  ]);
  return await unlessRefused(async () => {
    const object = decodeAttestationObject(bytesOf(sent.response.attestationObject));
    // Certificates name addresses that the library would ask; nobody asked for one.
    if (object.get('attStmt').get('x5c') !== undefined || !formats.includes(object.get('fmt'))) {
      return undefined;
    }
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...sent, rawId: sent.id, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo?.credential.id !== sent.id) return undefined;
    const { publicKey, counter } = registrationInfo.credential;
    return { credentialId, publicKey, counter, transports: sent.response.transports };
  });
}

/** Without a statement of who made the authenticator, or with one by the passkey itself. */
const formats = ['none', 'packed'];

/**
 * How often the passkey says it was used, when its answer is for this site and challenge, by somebody who was verified,
 * and signed with the other half of the key; undefined otherwise. Takes the same work when there is no key.
 */
export async function verifySigned(
  { sent, challenge }: Signed,
  site: RelyingParty,
  publicKey: Uint8Array | undefined,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await library();
  return await unlessRefused(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...sent, rawId: sent.id, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      // What the counter means is decided where the passkey is held.
      credential: { id: sent.id, publicKey: new Uint8Array(publicKey ?? nobodys), counter: 0 },
    });
    return verified && publicKey ? authenticationInfo.newCounter : undefined;
  });
}

/** A key on P-256 whose other half was thrown away. */
const nobodys = Buffer.from(
  'a5010203262001215820e367f9cd4c1e003f0f642b26d882976615c2620a5dd73537bc2c6255aab9' +
    '777c22582062014baf1e93a26dbc3a258a458d5802dcfaf3c06af15c3eb4d7592ba60c6e42',
  'hex',
);

/** The library throws whatever is wrong with an answer, and does no input or output of its own. */
async function unlessRefused<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
