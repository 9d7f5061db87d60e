"""chengxin (诚信): rights-first records of decisions that a competent authority has already taken about an adult."""
