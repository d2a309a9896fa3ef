import { createHash, createPublicKey } from "node:crypto";
import { fromPublicKey, fromRandom, fromSecretKey } from "@ocap/wallet";
import { describe, expect, it } from "vitest";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { bodyOf, callsTo, startWithLink } from "../../../test/support/arcblock-harness.ts";
import { isSigned, parsePublicKey, parseSecretKey, signCall, stableJson, toSignedText } from "./sign.ts";

describe("the component signature", () => {
  // Made with the vendor's wallet library and, equal to the byte, with another implementation.
  const seed = `0x${"07".repeat(32)}`;
  const publicHex = "0xea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
  const signature =
    "0xd768462ef9c37c657c7b8ef272d8a84d6de86b2400d129df63ad4a58b9c6cbc9659890086cc16d2c93f38fc240725a95e160c84a97030ff52b3b6920e001d102";
  const text =
    '{"body":{"line_items":[{"price_id":"price_x","quantity":1}]},"exp":1700000300,"iat":1700000000,"method":"post","query":{"livemode":"false"},"url":"/api/payment-links"}';
  const call = {
    method: "POST",
    url: "/api/payment-links",
    query: { livemode: "false" },
    body: { line_items: [{ quantity: 1, price_id: "price_x" }] },
  };
  const now = new Date(1_700_000_000_999);
  const did = "z8ia3xzq2tMq8CRHfaXj1BTYJyYnEcHbqP8cJ";

  it("is over sorted JSON without spaces", () => {
    expect(toSignedText(call, { iat: 1_700_000_000, exp: 1_700_000_300 })).toBe(text);
    expect(createHash("sha3-256").update(text).digest("hex")).toBe(
      "39a15926cb1252bfd5b80c36dd76f9a51ff6ed56568d1bfd7056e55f30cec534",
    );
  });

  it.each([
    ["a seed", seed],
    ["a seed and its public key", seed + publicHex.slice(2)],
  ])("is made with %s", (_form, secret) => {
    expect(signCall(call, { did, key: parseSecretKey(secret), now })).toEqual({
      "x-component-did": did,
      "x-component-sig": signature,
      "x-component-sig-iat": "1700000000",
      "x-component-sig-exp": "1700000300",
      "x-component-sig-version": "1",
    });
  });

  it("is what the vendor's wallet makes, and the wallet believes ours", async () => {
    const theirs = fromSecretKey(seed + publicHex.slice(2));
    const ours = signCall(call, { did, key: parseSecretKey(seed), now })["x-component-sig"] ?? "";

    expect(await theirs.sign(text)).toBe(ours);
    expect(await fromPublicKey(publicHex).verify(text, ours)).toBe(true);
    expect(await fromPublicKey(publicHex).verify(`${text} `, ours)).toBe(false);
  });

  it("of any wallet of the vendor is believed with its public key, and with no other", async () => {
    const [wallet, other] = [fromRandom(), fromRandom()];
    const theirs = await wallet.sign(text);

    expect(isSigned(text, theirs, [parsePublicKey(wallet.publicKey)])).toBe(true);
    expect(isSigned(text, theirs, [createPublicKey(parseSecretKey(wallet.secretKey))])).toBe(true);
    expect(isSigned(text, theirs, [parsePublicKey(other.publicKey)])).toBe(false);
    expect(isSigned(`${text} `, theirs, [parsePublicKey(wallet.publicKey)])).toBe(false);
    expect(isSigned(text, "0x00", [parsePublicKey(wallet.publicKey)])).toBe(false);
  });

  it("on the wire is believed by the vendor's wallet, over the path without the mount and livemode as text", async () => {
    const { harness } = await startWithLink();
    const [sent] = callsTo(harness, "POST", "payment-links");
    const headers: HttpDelivery["headers"] = sent?.headers ?? {};
    const times = { iat: Number(headers["x-component-sig-iat"]), exp: Number(headers["x-component-sig-exp"]) };
    const covered = { method: "post", url: "/api/payment-links", query: { livemode: "false" }, body: bodyOf(sent) };
    const wallet = fromSecretKey(harness.emulator.env.ARCBLOCK_APP_SECRET_KEY ?? "");

    expect(sent?.query).toEqual({ livemode: "false" });
    expect(await wallet.verify(stableJson({ ...covered, ...times }), headers["x-component-sig"] ?? "")).toBe(true);
  });

  it("sorts keys as texts, at every level", () => {
    expect(stableJson({ b: [{ z: 1, a: null }], "10": true, "9": "x", B: { é: 1, e: 2 } })).toBe(
      '{"10":true,"9":"x","B":{"e":2,"é":1},"b":[{"a":null,"z":1}]}',
    );
  });

  it.each([
    ["too short", "0x0707"],
    ["no hex", "zz".repeat(32)],
    ["of two halves that do not belong together", `0x${"07".repeat(32)}${"08".repeat(32)}`],
  ])("has no key that is %s", (_what, text) => {
    expect(() => parseSecretKey(text)).toThrow(TypeError);
  });
});
