declare const brand: unique symbol;

/** A string that may only be used as the one thing it names. Made by the `as` cast at the border that vouches for it. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };
