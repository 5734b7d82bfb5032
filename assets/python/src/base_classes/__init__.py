"""What older plugins import from LEDMatrix's `base_classes`."""
