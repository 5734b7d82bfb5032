//! A panel made of modules, as `LEDMatrix` counts them: chains of modules side by side, one below the other.

use lumarium_core::frame::Size;

/// How modules make a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// One module.
    pub module: Size,
    /// Modules in a chain, side by side.
    pub length: u32,
    /// Chains, one below the other.
    pub parallel: u32,
}

impl Chain {
    /// The canvas, unless it is larger than a canvas may be or has no pixels.
    pub fn size(self) -> Option<Size> {
        let size = Size::new(
            self.module.width.checked_mul(self.length)?,
            self.module.height.checked_mul(self.parallel)?,
        );
        size.is_legal().then_some(size)
    }

    /// The module (from the left, from the top) that has column `x`, row `y`; for drawing seams and for
    /// naming what is broken.
    pub fn module_at(self, x: u32, y: u32) -> Option<(u32, u32)> {
        let column = x.checked_div(self.module.width)?;
        let row = y.checked_div(self.module.height)?;
        (column < self.length && row < self.parallel).then_some((column, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_add_up() {
        let chain = |width, height, length, parallel| Chain {
            module: Size::new(width, height),
            length,
            parallel,
        };
        assert_eq!(chain(64, 32, 2, 1).size(), Some(Size::new(128, 32)));
        assert_eq!(chain(64, 64, 4, 2).size(), Some(Size::new(256, 128)));
        assert_eq!(chain(64, 32, 0, 1).size(), None);
        assert_eq!(chain(u32::MAX, 32, 2, 1).size(), None);
        assert_eq!(chain(64, 32, 2, 1).module_at(64, 31), Some((1, 0)));
        assert_eq!(chain(64, 32, 2, 1).module_at(128, 0), None);
        assert_eq!(chain(0, 32, 2, 1).module_at(0, 0), None);
    }
}
