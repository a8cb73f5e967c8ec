"""What a model's training leaves behind, as the report writes it."""


class History:
    """Histories of models trained together, filled epoch by epoch."""

    def __init__(self, models):
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        self.results = [{name: [] for name in names} for _ in range(models)]

    def epoch(self, loss, accuracy, val_loss, val_accuracy):
        """Adds one epoch; each argument has one number for each model."""
        for result, *numbers in zip(self.results, loss, accuracy, val_loss, val_accuracy):
            for name, number in zip(result, numbers):
                result[name].append(float(number))

    def test(self, loss, accuracy):
        """Adds the test set's loss and accuracy, one number for each model."""
        for result, test_loss, test_accuracy in zip(self.results, loss, accuracy):
            result["test_loss"] = float(test_loss)
            result["test_accuracy"] = float(test_accuracy)
