//! Whatever a worker writes into its socket, in whatever pieces, becomes messages or one violation.
//! The first byte of the input says how long the pieces are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lumarium_core::host::runtime::worker::wire::Decoder;

fuzz_target!(|input: &[u8]| {
    let Some((size, bytes)) = input.split_first() else {
        return;
    };
    let mut decoder = Decoder::default();
    let mut broken = false;
    for piece in bytes.chunks(usize::from(*size).max(1)) {
        decoder.feed(piece);
        loop {
            match decoder.message() {
                Ok(Some(_)) => assert!(!broken, "a message after a violation"),
                Ok(None) => break,
                Err(_) => {
                    assert!(!broken, "a second violation");
                    broken = true;
                }
            }
        }
    }
});
