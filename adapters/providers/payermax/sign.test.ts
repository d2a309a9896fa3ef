import { describe, expect, it } from "vitest";
import { pair, privateDer, publicDer } from "../../../test/support/payermax-harness.ts";
import vector from "./fixtures/signature.json" with { type: "json" };
import { isSigned, parsePrivateKey, parsePublicKeys, signBody } from "./sign.ts";

describe("PayerMax signature", () => {
  it("accepts the known vector and nothing changed", () => {
    const keys = parsePublicKeys(vector.publicKey);

    expect(isSigned(Buffer.from(vector.body), vector.sign, keys)).toBe(true);
    expect(isSigned(Buffer.from(`${vector.body} `), vector.sign, keys)).toBe(false);
    expect(isSigned(Buffer.from(vector.body), "", keys)).toBe(false);
  });

  it("signs what its public key verifies, in 344 characters", () => {
    const sign = signBody("{}", parsePrivateKey(privateDer));

    expect(sign).toHaveLength(344);
    expect(isSigned(Buffer.from("{}"), sign, parsePublicKeys(publicDer))).toBe(true);
  });

  it.each([
    ["bare DER", privateDer],
    ["PEM", pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["PEM on one line", pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString().replaceAll("\n", "\\n")],
    ["PKCS#1 PEM", pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString()],
  ])("reads a private key as %s", (_form, text) => {
    expect(parsePrivateKey(text).equals(pair.privateKey)).toBe(true);
  });

  it("accepts the old public key beside the new one", () => {
    const keys = parsePublicKeys(`${publicDer},${vector.publicKey}`);

    expect(isSigned(Buffer.from(vector.body), vector.sign, keys)).toBe(true);
    expect(isSigned(Buffer.from("{}"), signBody("{}", pair.privateKey), keys)).toBe(true);
  });
});
