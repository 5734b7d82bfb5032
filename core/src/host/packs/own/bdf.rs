//! Writes a font of dots as BDF, which everybody reads.

use std::fmt::Write as _;

use super::shape::Face;

/// The text of a BDF file.
pub(super) fn write(face: &Face, name: &str) -> Result<String, std::fmt::Error> {
    let (width, height) = (face.width(), face.height());
    let descent = height - face.ascent();
    let letters = face.letters();
    let mut text = String::new();
    writeln!(
        text,
        "STARTFONT 2.1\n\
         COMMENT Misc-fixed of X.Org, in the public domain, written by Lumarium in place of LEDMatrix's {name}\n\
         FONT -Misc-Fixed-Medium-R-Normal--{height}-{tenths}-75-75-C-{tenths_wide}-ISO10646-1\n\
         SIZE {height} 75 75\n\
         FONTBOUNDINGBOX {width} {height} 0 -{descent}\n\
         STARTPROPERTIES 6\n\
         PIXEL_SIZE {height}\n\
         FONT_ASCENT {ascent}\n\
         FONT_DESCENT {descent}\n\
         DEFAULT_CHAR 32\n\
         CHARSET_REGISTRY \"ISO10646\"\n\
         CHARSET_ENCODING \"1\"\n\
         ENDPROPERTIES\n\
         CHARS {count}",
        tenths = height * 10,
        tenths_wide = width * 10,
        ascent = face.ascent(),
        count = letters.len(),
    )?;
    let bytes = width.div_ceil(8) as usize;
    for letter in &letters {
        let code = u32::from(letter.c);
        writeln!(
            text,
            "STARTCHAR U+{code:04X}\nENCODING {code}\nSWIDTH {} 0\nDWIDTH {width} 0\n\
             BBX {width} {height} 0 -{descent}\nBITMAP",
            width * 1_000 / height,
        )?;
        for row in &letter.rows {
            let mut packed = vec![0_u8; bytes];
            for (x, _) in row.iter().enumerate().filter(|(_, dot)| **dot) {
                if let Some(byte) = packed.get_mut(x / 8) {
                    *byte |= 0x80 >> (x % 8);
                }
            }
            for byte in packed {
                write!(text, "{byte:02X}")?;
            }
            writeln!(text)?;
        }
        writeln!(text, "ENDCHAR")?;
    }
    writeln!(text, "ENDFONT")?;
    Ok(text)
}
